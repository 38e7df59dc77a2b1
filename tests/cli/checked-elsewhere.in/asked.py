import os

from lib import check
from lib.check import require_one
from mistralai import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
MODELS = ("mistral-small-latest", "mistral-large-latest")


def chat(model):
    require_one(model, MODELS)
    return client.chat.complete(model=model, messages=[])


def other(model):
    if not check.one_of(model, MODELS):
        raise ValueError(model)
    return client.chat.complete(model=model, messages=[])
