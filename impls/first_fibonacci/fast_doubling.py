"""Leap to the number that tells the sum.

The first n Fibonacci numbers add up to F(n + 1) - 1, and F(2k) and F(2k + 1) follow from F(k) and F(k + 1): fourteen
doublings replace 20,000 additions. The better idea beats every way of carrying out the poorer one.
"""


def pair(index):
    if index == 0:
        return 0, 1
    one, next_one = pair(index // 2)
    even = one * (2 * next_one - one)
    odd = one * one + next_one * next_one
    return (odd, even + odd) if index % 2 else (even, odd)


def run(count):
    return pair(count + 1)[0] - 1
