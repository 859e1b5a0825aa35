from hypothesis import settings

# An example that takes long on a busy machine is not wrong.
settings.register_profile("leanlines", deadline=None)
settings.load_profile("leanlines")
