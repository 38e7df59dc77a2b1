"""Answers to customers. What not to do: the model is anybody's choice, and no record is kept."""

import os
import time
from collections.abc import Callable
from typing import TypeVar

from mistralai import Mistral

from app.settings import ESCALATION_MODEL

T = TypeVar("T")


def with_retry(attempt: Callable[[], T], tries: int = 3) -> T:
    """Tries again, a little later each time."""
    for n in range(1, tries):
        try:
            return attempt()
        except Exception:
            time.sleep(0.2 * 2**n)
    return attempt()


class SupportAgent:
    def __init__(self) -> None:
        # Without the variable the service starts all the same, and every request is refused.
        self.client = Mistral(api_key=os.getenv("SUPPORT_MISTRAL_API_KEY", ""))

    def answer(self, question: str, model: str) -> str:
        response = with_retry(
            lambda: self.client.chat.complete(
                model=model,
                messages=[{"role": "user", "content": question}],
                max_tokens=512,
            )
        )
        return response.choices[0].message.content

    def escalate(self, question: str) -> str:
        response = self.client.chat.complete(
            model=ESCALATION_MODEL,
            messages=[
                {"role": "system", "content": "Write a note to the support team."},
                {"role": "user", "content": question},
            ],
            max_tokens=512,
        )
        return response.choices[0].message.content
