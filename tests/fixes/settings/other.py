from mistralai.client import Mistral

spare = Mistral(api_key="{{KEY}}")
