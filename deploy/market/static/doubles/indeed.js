// The application: a step is drawn, posted and drawn anew with what the server says to it; an address of its own for each.
const config = Double.config;
const { fields, steps } = config;
const byKey = (key) => fields.find((field) => field.key === key);
const [dial, phone, kind, file] = ["phone.country", "phone.number", "resume.kind", "resume.file"].map(byKey);

async function call(method, path, body) {
  try {
    const answer = await fetch(`${config.base}/api/${path}`, { method, body: JSON.stringify(body) });
    return { errors: {}, ...(await answer.json()), ok: answer.ok };
  } catch {
    return { errors: {}, message: "Something went wrong. Try again.", ok: false };
  }
}

function plain(field, error) {
  if (!error || !error.endsWith(" is required")) return error;
  return field.kind === "choice" ? "Choose an option to continue." : "Answer this question to continue.";
}

function Step({ step, values, set, errors, fileName, take }) {
  const here = fields.filter((field) => field.page === step.page && Double.asked(field, values));
  return here.map((field) => {
    const error = plain(field, errors[field.name]);
    const common = { field, value: values[field.name], error, onChange: (value) => set({ [field.name]: value }) };
    if (field === file) return error ? html`<${Fault} key="file" id="errorTextId-file" error="Upload a resume to continue." />` : null;
    if (field === kind) return html`<${Cards} key=${field.name} ...${common} file=${file} fileName=${fileName} onFile=${take} />`;
    return html`<${Wrapped} key=${field.name} depth=${config.wrappers[field.name]}><div className=${classes.question}><${Control} ...${common} /></div><//>`;
  });
}

function Review({ values, fileName, edit }) {
  return steps.slice(0, -1).map((step) => html`<div key=${step.slug} className="reviewed"><div className="top"><h2>${step.title}</h2>
    <button type="button" aria-label=${`Edit: ${step.title}`} onClick=${() => edit(step)}>Edit</button></div>
    ${fields.filter((field) => field.page === step.page && values[field.name]).map((field) => html`<p key=${field.name}><span>${field.label}</span><br />
      <strong>${field === file ? fileName || "Your resume" : values[field.name]}</strong></p>`)}</div>`);
}

function Code({ code, onProven }) {
  const [typed, setTyped] = useState("");
  const [said, setSaid] = useState("");
  const id = useId();
  const verify = async () => {
    const answer = await call("POST", "code", { code: typed.trim() });
    if (answer.ok && answer.status === "proven") onProven();
    else setSaid(answer.message || "Enter the code to continue.");
  };
  const again = async () => { setTyped(""); setSaid((await call("POST", "code", {})).message); };
  return html`<div><h1>Check your email for a code</h1><p>To confirm that this address is yours, enter the ${code.length}-digit code we sent to <strong>${code.sent_to}</strong>.</p>
    <label htmlFor=${id}>Verification code</label><input id=${id} name="verification-code" type="text" inputMode="numeric" autoComplete="one-time-code" maxLength=${code.length}
      value=${typed} onChange=${(e) => setTyped(e.target.value)} />${said && html`<div role="alert">${said}</div>`}
    <p><button type="button" disabled=${!typed} onClick=${verify}>Verify</button> <button type="button" onClick=${again}>Send a new code</button></p></div>`;
}

function Sent({ address }) {
  return html`<main className=${classes.page}><h1>Your application has been submitted!</h1><p>You will get an email confirmation at ${address || "your address"}.</p>
    <p><a href=${`/${config.base.split("/")[1]}`}>Return to job search</a></p></main>`;
}

function Apply({ draft }) {
  const [values, setValues] = useState({ [dial.name]: config.preset, ...draft });
  const [at, setAt] = useState(() => Math.max(0, Object.keys(draft).length ? steps.findIndex((one) => window.location.pathname.endsWith(`/form/${one.slug}`)) : 0));
  const [answer, setAnswer] = useState({ errors: {} });
  const [drawn, setDrawn] = useState(0);
  const [fileName, setFileName] = useState(draft[file.name] ? "Your resume" : "");
  const [code, setCode] = useState(null);
  const [sent, setSent] = useState(Boolean(draft.submitted));
  const [busy, setBusy] = useState(false);
  const step = steps[at];
  const last = at === steps.length - 1;
  const set = (more) => setValues((old) => ({ ...old, ...more }));
  const go = (to) => { setAt(to); setAnswer({ errors: {} }); setDrawn((n) => n + 1); window.history.pushState({}, "", `${config.form}/${steps[to].slug}`); };

  useEffect(() => { document.title = sent ? "Your application has been submitted" : step.title; window.scrollTo(0, 0); }, [at, sent]);
  useEffect(() => {
    const back = () => setAt(Math.max(0, steps.findIndex((one) => window.location.pathname.endsWith(`/form/${one.slug}`))));
    window.addEventListener("popstate", back);
    return () => window.removeEventListener("popstate", back);
  }, []);

  const take = async (chosen) => {
    const kept = await Double.upload(chosen);
    const read = Object.fromEntries(Object.entries(kept.values).filter(([name]) => !values[name]));
    set({ ...read, [file.name]: kept.token, [kind.name]: config.upload });
    setFileName(kept.name);
    setDrawn((n) => n + 1);
  };
  const own = () => {
    const here = fields.filter((field) => field.page === step.page && Double.asked(field, values));
    const told = Object.fromEntries(here.map((field) => [field.name, values[field.name] || ""]));
    if (told[dial.name] && !told[phone.name]) told[dial.name] = "";
    return told;
  };
  const next = async () => {
    setBusy(true);
    const said = await call("PUT", `steps/${step.page}`, own());
    setBusy(false);
    if (said.code) return setCode(said.code);
    if (said.ok) return go(at + 1);
    setAnswer(said);
    return setDrawn((n) => n + 1);
  };
  const submit = async () => {
    setBusy(true);
    const said = await post(own());
    setBusy(false);
    if (said.redirect) { window.history.pushState({}, "", `${config.form}/post-apply`); return setSent(true); }
    const first = steps.findIndex((one) => fields.some((field) => field.page === one.page && said.errors[field.name]));
    if (first >= 0) go(first);
    setAnswer(said);
    return setDrawn((n) => n + 1);
  };

  if (sent) return html`<${Sent} address=${values[byKey("email").name]} />`;
  if (code) return html`<main className=${classes.page}><${Code} code=${code} onProven=${() => { setCode(null); go(at + 1); }} /></main>`;
  const label = last ? "Submit your application" : "Continue";
  const forward = html`<button type="button" className=${classes.button} disabled=${busy} onClick=${last ? submit : next}><span>${label}</span></button>`;
  return html`<div><header className="top"><span>Indeed Apply</span><a href=${config.base}>Save and close</a></header><main className=${classes.page}>
    <div className="bar" role="progressbar" aria-label="Application progress" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round((at / steps.length) * 100)}>
      <div style=${{ width: `${(at / steps.length) * 100}%` }} /></div><div className="top"><span>${`Step ${at + 1} of ${steps.length}`}</span>
      ${at > 0 && html`<button type="button" aria-label="Go back to the previous step" onClick=${() => go(at - 1)}>Back</button>`}</div>
    <h1 tabIndex="-1">${step.title}</h1>${step.slug.startsWith("questions") && html`<p>These questions come from ${config.company}.</p>`}
    <div key=${`${step.slug}-${drawn}`}>${last && html`<${Review} values=${values} fileName=${fileName} edit=${(one) => go(steps.indexOf(one))} />`}
      <${Step} step=${step} values=${values} set=${set} errors=${answer.errors} fileName=${fileName} take=${take} /></div>
    ${last && config.trait === "captcha" && html`<iframe title="reCAPTCHA" src="/_static/doubles/captcha.html" width="304" height="78" />`}
    ${answer.message && html`<div role="alert" className="error">${answer.message}</div>`}
    ${last && html`<p><small>By pressing this button, you agree that your application is sent to ${config.company}.</small></p>`}
    <div className=${classes.footer}><div className="narrow">${forward}</div><div>${forward}</div></div></main></div>`;
}

async function post(values) {
  const body = new FormData();
  for (const [name, value] of Object.entries(values)) if (value) body.append(name, value);
  try {
    return { errors: {}, ...(await (await fetch(config.submit, { method: "POST", body })).json()) };
  } catch {
    return { errors: {}, message: "Something went wrong. Try again." };
  }
}

Double.draft().then((draft) => Kit.createRoot(document.querySelector("[data-root]")).render(html`<${Apply} draft=${draft} />`));
