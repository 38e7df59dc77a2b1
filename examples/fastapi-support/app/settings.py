"""What the environment says. How to do it: no key, no start."""

import os

MISTRAL_API_KEY = os.environ.get("MISTRAL_API_KEY", "").strip()
if not MISTRAL_API_KEY:
    raise RuntimeError("MISTRAL_API_KEY is not set: copy .env.example to .env and fill it in")

ESCALATION_MODEL = os.environ.get("ESCALATION_MODEL", "mistral-medium-latest")
