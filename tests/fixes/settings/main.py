import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ.get("MISTRAL_API_KEY"), server_url=os.environ["STAND_IN"])
answer = client.chat.complete(
    model="mistral-small-latest",
    max_tokens=64,
    messages=[{"role": "user", "content": "hello"}],
)
print(answer.choices[0].message.content)
