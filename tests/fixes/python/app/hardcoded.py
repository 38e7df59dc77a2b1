from mistralai.client import Mistral


def connect():
    return Mistral(api_key='{{KEY}}')
