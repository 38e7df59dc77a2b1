"""Asks Mistral's European server for what the command line says."""
import argparse
import os

from mistralai.client import Mistral

parser = argparse.ArgumentParser()
parser.add_argument("--model", default="mistral-small-latest")
args = parser.parse_args()
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"], server="eu")
client.chat.complete(model=args.model, messages=[])
