import os

from lib.more import require
from mistralai import Mistral

require("MISTRAL_API_KEY", "OTHER")
client = Mistral(api_key=os.getenv("MISTRAL_API_KEY"))
