"""Sorts tickets. How to do it: a checked key, a constant model, a record of both outcomes.

The route in main.py limits callers, and the text has a length.
"""

import logging
import time

from mistralai import Mistral

from app.settings import MISTRAL_API_KEY

logger = logging.getLogger(__name__)

MODEL = "mistral-small-latest"

client = Mistral(api_key=MISTRAL_API_KEY)


def sort_ticket(text: str, user: str) -> str:
    began = time.monotonic()
    try:
        response = client.chat.complete(
            model=MODEL,
            messages=[
                {"role": "system", "content": "Answer with one word: billing, bug or other."},
                {"role": "user", "content": text},
            ],
            max_tokens=5,
        )
    except Exception:
        logger.exception("triage failed: model=%s user=%s", MODEL, user)
        raise
    elapsed = time.monotonic() - began
    logger.info("triage: model=%s user=%s usage=%s elapsed=%.1f", MODEL, user, response.usage, elapsed)
    return response.choices[0].message.content
