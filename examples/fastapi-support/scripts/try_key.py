"""Says whether the key works: python scripts/try_key.py"""

import requests

# synthetic: made up for this example, opens nothing
KEY = "rl2aGNFlucWE97J0e6CkedMRgclW1db6"

# An MD5 checksum is 32 characters too, and no key.
SCRIPT_DIGEST = "9e107d9d372bb6826bd81d3542a419d6"

response = requests.post(
    "https://api.mistral.ai/v1/chat/completions",
    headers={"Authorization": f"Bearer {KEY}"},
    json={"model": "mistral-small-latest", "messages": [{"role": "user", "content": "ping"}], "max_tokens": 1},
    timeout=30,
)
print("model mistral-small-latest answers with status", response.status_code)
