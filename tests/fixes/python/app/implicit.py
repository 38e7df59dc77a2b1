from mistralai.client import Mistral


def connect():
    return Mistral(
        timeout_ms=1000,
    )
