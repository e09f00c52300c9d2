"""WeasyPrint's own process, run by the Python of its own environment: it knows nothing of this project but the lines it is sent.

It says that it is ready by one line of JSON. An order is one line, `{"html", "css"}`, answered with `{"seconds", "pdf"}` (base64)
or `{"missing"}`: what keeps WeasyPrint from being loaded. The style sheet and the fonts are kept from one document to the next.
"""

import base64
import json
import sys
import time
from typing import Any


def main() -> None:
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        fonts: Any = FontConfiguration()
        missing = ""
    except (ImportError, OSError) as error:
        missing = f"{error}"[:500] or type(error).__name__
    say({"ready": not missing})
    sheets: dict[str, Any] = {}
    for line in sys.stdin:
        order = json.loads(line)
        if missing:
            say({"missing": missing})
            continue
        if order["css"] not in sheets:
            sheets[order["css"]] = weasyprint.CSS(string=order["css"], font_config=fonts)
        began = time.perf_counter()
        pdf = weasyprint.HTML(string=order["html"]).write_pdf(stylesheets=[sheets[order["css"]]], font_config=fonts)
        say({"seconds": time.perf_counter() - began, "pdf": base64.b64encode(pdf).decode()})


def say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
