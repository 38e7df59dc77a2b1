import os

import httpx

HOST = os.environ.get("STAND_IN", "https://api.mistral.ai")


def plain(user_id: str, text: str):
    answer = httpx.post(
        f"{HOST}/v1/chat/completions",
        headers={"Authorization": f"Bearer {os.environ['MISTRAL_API_KEY']}"},
        json={"model": "mistral-small-latest", "max_tokens": 64, "messages": [{"role": "user", "content": text}]},
    )
    return answer.status_code
