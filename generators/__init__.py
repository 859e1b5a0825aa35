"""Make data of any size: the same recipe gives the same bytes on every machine.

    from generators.making.make import make
    from generators.making.recipes import recipe

    manifest = make(recipe("web_log", lines=1_000_000, seed=7), Path("web.log"))

A kind of data is one module with the shape of `generators.lines.generator.Generator`, one line in
`generators.registry` and its test. Nothing here knows of benchmarks.
"""
