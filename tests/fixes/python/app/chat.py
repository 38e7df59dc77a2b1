"""Asks Mistral."""

import os

from mistralai.client import Mistral

client = Mistral(api_key=os.getenv("MISTRAL_API_KEY", ""), server_url=os.environ["STAND_IN"])


def ask(user_id: str, text: str):
    answer = client.chat.complete(
        model="mistral-small-latest",
        max_tokens=64,
        messages=[{"role": "user", "content": text}],
    )
    return answer.choices[0].message.content


async def ask_later(text: str):
    answer = await client.chat.complete_async(model="mistral-small-latest", max_tokens=64, messages=[{"role": "user", "content": text}])
    return answer.usage.total_tokens


def choose(model: str, text: str):
    return client.chat.complete(model=model, max_tokens=64, messages=[{"role": "user", "content": text}])
