"""Ways out of a page that are no requests, so that no route handler is shown them: closed before a page's first script runs.

None of them is needed to fill in a form. What can be switched off in the engine is (`FLAGS`, for every page, frame and worker);
the rest is taken from each window, frames and pop-ups included.
"""

import json

from playwright.async_api import BrowserContext

# Shared workers and `fetchLater` outlive their page; a WebSocketStream is a socket the driver does not know; FedCM asks another
# site for its configuration; a fenced frame loads what nobody sees. WebRTC without a proxy may use no UDP.
FLAGS = (
    "--disable-blink-features=SharedWorker,FetchLaterAPI,WebSocketStream,FedCm,FencedFrames",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
)

_WINDOW = ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport", "PaymentRequest", "PresentationRequest"]
_WORKER = ["WebSocket", "WebTransport", "Worker"]
# A worker has a socket and a transport of its own, which the driver's stand-in for the page's does not cover: they are taken from
# a worker made of text before its first line runs. A worker loaded from an address gets a policy with its script (`lid.py`).
_SCRIPT = """
(() => {
  for (const name of WINDOW) delete window[name];
  const Native = window.Worker;
  if (!Native) return;
  const first = `for (const name of WORKER) delete self[name];\n`;
  const text = (address) => {
    const asked = new XMLHttpRequest();
    asked.open('GET', address, false);
    try { asked.send(); return asked.responseText; } catch { return `importScripts(${JSON.stringify(address)})`; }
  };
  const Bounded = new Proxy(Native, {
    construct(target, [address, ...rest], made) {
      const whole = new URL(String(address), document.baseURI);
      if (whole.protocol === 'blob:' || whole.protocol === 'data:')
        address = URL.createObjectURL(new Blob([first, text(whole.href)], {type: 'text/javascript'}));
      return Reflect.construct(target, [address, ...rest], made);
    },
  });
  Native.prototype.constructor = Bounded;
  window.Worker = Bounded;
})();
"""


async def close_channels(context: BrowserContext) -> None:
    """Takes the channels from every window the context will have."""
    await context.add_init_script(_SCRIPT.replace("WINDOW", json.dumps(_WINDOW)).replace("WORKER", json.dumps(_WORKER)))
