// The live view: pictures from the socket onto a canvas, and a person's clicks and keys the other way.
'use strict';

const find = (id) => document.getElementById(id);
const live = find('live');
const screen = find('screen');
const draw = screen.getContext('2d');
const KEYS = new Set(['Tab', 'Enter', 'Escape', 'Backspace', 'Delete', 'Home', 'End', 'PageUp', 'PageDown', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']);
let socket = null;
let token = '';
let yours = false;
let open = false;

const say = (text) => { find('said').textContent = text; };
const state = (text) => { find('state').textContent = text; };
const send = (frame) => { if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame)); };

function show() {
  find('take').disabled = !open || yours;
  find('take').hidden = yours;
  find('give').hidden = !yours;
  screen.classList.toggle('yours', yours);
}

const heard = {
  hello: () => state('Waiting for the browser.'),
  open: (said) => { open = true; state(said.hands ? `${said.hands} has the hands on.` : 'The machine is at work.'); wanted(said.wanted); },
  closed: () => { open = yours = false; state('No browser is open for this step.'); wanted(''); },
  wanted: (said) => wanted(said.title),
  hands: (said) => {
    yours = said.yours;
    state(yours ? 'You have the hands on.' : said.person ? `${said.person} has the hands on.` : 'The machine is at work.');
    if (yours) { wanted(''); screen.focus(); }
  },
  ack: (said) => { if (!said.ok) say(said.title); else if (said.of === 'give_back') say('Given back: the form is read again.'); },
  blocked: (said) => say(said.title),
  error: (said) => say(said.title),
  ping: () => send({ type: 'pong' }),
};

function wanted(text) {
  find('wanted').textContent = text ? `Your hands are wanted: ${text}` : '';
  find('wanted').hidden = !text;
}

async function picture(data) {
  const image = await createImageBitmap(new Blob([data], { type: 'image/jpeg' }));
  if (screen.width !== image.width || screen.height !== image.height) [screen.width, screen.height] = [image.width, image.height];
  draw.drawImage(image, 0, 0);
  image.close();
}

function connect(ticket) {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const way = ticket ? `&ticket=${encodeURIComponent(ticket)}` : '';
  socket = new WebSocket(`${scheme}://${location.host}/agent/tasks/${live.dataset.task}/live?step=${live.dataset.step}${way}`);
  socket.binaryType = 'arraybuffer';
  find('sign-in').hidden = true;
  state('Connecting.');
  socket.onopen = () => { if (!ticket) send({ type: 'auth', token }); };
  socket.onmessage = ({ data }) => {
    if (typeof data !== 'string') { picture(data); return; }
    const said = JSON.parse(data);
    heard[said.type]?.(said);
    show();
  };
  socket.onclose = ({ code, reason }) => {
    open = yours = false;
    show();
    if (code !== 1008 && token) { state('The connection broke off; trying again.'); setTimeout(() => connect(''), 1000); return; }
    state(reason === 'sign_in_required' ? 'Sign in to watch.' : `Closed${reason ? `: ${reason.replaceAll('_', ' ')}` : ''}.`);
    find('sign-in').hidden = false;
  };
}

const at = (event) => {
  const box = screen.getBoundingClientRect();
  return { x: ((event.clientX - box.x) * screen.width) / box.width, y: ((event.clientY - box.y) * screen.height) / box.height };
};

find('take').onclick = () => { say(''); state('Waiting for the machine to pause.'); send({ type: 'take' }); };
find('give').onclick = () => send({ type: 'give_back' });
screen.onclick = (event) => { if (yours) { say(''); send({ type: 'click', ...at(event) }); } };
let wheel = null; // a wheel turns faster than anybody can be told
screen.onwheel = (event) => {
  if (!yours) return;
  event.preventDefault();
  if (!wheel) setTimeout(() => { send({ type: 'scroll', ...wheel }); wheel = null; }, 80);
  wheel = { dx: (wheel?.dx || 0) + event.deltaX, dy: (wheel?.dy || 0) + event.deltaY };
};
document.onpaste = (event) => { if (yours) send({ type: 'type', text: event.clipboardData.getData('text') }); };
screen.onkeydown = (event) => {
  if (!yours || event.isComposing) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() !== 'a') return;
  event.preventDefault();
  if (command) send({ type: 'key', key: 'Control+A' });
  else if (event.key === 'Tab' && event.shiftKey) send({ type: 'key', key: 'Shift+Tab' });
  else if (KEYS.has(event.key)) send({ type: 'key', key: event.key });
  else if ([...event.key].length === 1) send({ type: 'type', text: event.key });
};
find('sign-in').onsubmit = (event) => { event.preventDefault(); token = find('token').value; find('token').value = ''; connect(''); };

const ticket = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
if (ticket) connect(ticket);
else { state('Sign in to watch.'); find('sign-in').hidden = false; }
