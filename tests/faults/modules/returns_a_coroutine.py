"""Returns a coroutine, which nobody awaits."""


async def run(path):
    return [len(path.read_bytes()), 0, 0]
