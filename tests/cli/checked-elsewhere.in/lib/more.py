import os
def require(*names):
    missing = [name for name in names if not os.getenv(name)]
    if missing:
        raise SystemExit(f"missing: {missing}")
