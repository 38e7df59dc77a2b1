"""Index with Mistral."""
from mistralai import Mistral

Mistral(api_key="your-api-key").embeddings.create(model="mistral-embed", inputs=["a"])
