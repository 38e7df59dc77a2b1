def one_of(value, allowed):
    return value in allowed

def require_one(value, allowed):
    if value not in allowed:
        raise ValueError(value)
