"""Values become pieces: what fills a slot may be one piece, or several if it is long."""

import numpy as np

from generators.lines.blocks import LONGEST
from generators.lines.random_draws import Draws
from generators.twins.expansion import expand
from generators.twins.grammar import Grammar


def test_a_text_longer_than_a_piece_fills_its_slot_whole() -> None:
    grammar = Grammar(Draws(1, 2))
    texts = [b"short", b"long" * LONGEST]
    slot = grammar.slot([grammar.text(text) for text in texts], [1, 1], is_direct=True)
    values = [grammar.value([grammar.program([b"<", slot, b">"])]), grammar.text(b"same")]
    arrays = grammar.freeze()
    words = np.array([0, 0, 1 << 63], dtype=np.uint64)  # the upper half of one chooses what fills the slot

    found = expand(arrays, arrays.codes(np.array([values[0], values[1], values[0]])), words.take)

    pieces = [arrays.pieces[piece] for piece in found.pieces.tolist()]
    assert len(pieces) > 2 * len(words)
    first, second, _ = found.ends.tolist()
    assert b"".join(pieces[:first]) == b"<short>"
    assert b"".join(pieces[first:second]) == b"same"
    assert b"".join(pieces[second:]) == b"<" + texts[1] + b">"
