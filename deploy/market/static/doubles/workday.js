// Sign in or make an account, then six steps. "Save and Continue" checks the step and keeps it with the site.
const { titles, board, field: fieldClass, button: buttonClass, door } = JSON.parse(document.querySelector("script[data-steps]").textContent);
const { fields, title } = Double.config;

function control(field) {
  if (field.widget === "checks") return Checks;
  if (field.widget === "prompt") return Prompt;
  if (field.kind === "date") return DateParts;
  if (field.kind === "file") return Drop;
  if (field.kind === "choice") return field.widget === "radio" || field.options.join() === "Yes,No" ? Radios : Listbox;
  return Text;
}

// A tenant that looks twice (`door`): after the password it wants a code, from a mail or from an app.
function Code({ wanted, done }) {
  const [typed, setTyped] = useState("");
  const [message, setMessage] = useState("");
  const post = async (path, body) => {
    const answer = await fetch(`/${board}/account/${path}`, { method: "POST", body: JSON.stringify(body) });
    const said = await answer.json();
    if (said.status === "signed in") return done();
    return setMessage(said.message);
  };
  return html`<div data-automation-id="signInContent"><h2>Verify Your Identity</h2>
    <p>${wanted.channel === "app" ? `Enter the ${door.length}-digit code from your authenticator app.` : `We have sent a ${door.length}-digit code to ${wanted.sent_to}.`}</p>
    <label htmlFor="input-8">Verification Code*</label><input id="input-8" type="text" inputMode="numeric" maxLength=${door.length} data-automation-id="verificationCode" value=${typed} onChange=${(e) => setTyped(e.target.value)} />
    ${message && html`<p role="alert" className="css-error">${message}</p>`}
    <div role="button" tabIndex="0" aria-label="Verify" className=${buttonClass} data-automation-id="click_filter" onClick=${() => post("code", { code: typed })}>Verify</div>
    ${wanted.channel === "mail" && html`<button type="button" onClick=${() => { setTyped(""); post("again", {}); }}>Resend Code</button>`}</div>`;
}

function Account({ done, said }) {
  const [fresh, setFresh] = useState(door ? door.fresh && !said : true);
  const [wanted, setWanted] = useState(null);
  const [held, setHeld] = useState({});
  const [message, setMessage] = useState(said || "");
  const put = (name) => (e) => setHeld({ ...held, [name]: e.target.value });
  const go = async () => {
    if (fresh && held.password !== held.again) return setMessage("The passwords do not match.");
    const answer = await fetch(`/${board}/account`, { method: "POST", body: JSON.stringify({ ...held, new: fresh }) });
    const told = await answer.json();
    if (told.status === "signed in") return done();
    if (told.status === "code") return setWanted(told);
    if (told.status === "unverified") setFresh(false);
    return setMessage(told.message);
  };
  if (wanted) return html`<${Code} wanted=${wanted} done=${done} />`;
  return html`<div data-automation-id="signInContent"><h2>${fresh ? "Create Account" : "Sign In"}</h2>
    <label htmlFor="input-4">Email Address*</label><input id="input-4" type="text" data-automation-id="email" autoComplete="email" onChange=${put("email")} />
    <label htmlFor="input-5">Password*</label><input id="input-5" type="password" data-automation-id="password" onChange=${put("password")} />
    ${fresh && html`<div><label htmlFor="input-6">Verify New Password*</label><input id="input-6" type="password" data-automation-id="verifyPassword" onChange=${put("again")} /></div>`}
    <div style=${{ position: "absolute", left: "-9999px" }}><input type="text" name="website" data-automation-id="beecatcher" tabIndex="-1" aria-label="Enter website. This input is for robots only, do not enter if you're human." /></div>
    ${message && html`<p role="alert" className="css-error">${message}</p>`}
    <div role="button" tabIndex="0" aria-label=${fresh ? "Create Account" : "Sign In"} className=${buttonClass} data-automation-id="click_filter" onClick=${go}>${fresh ? "Create Account" : "Sign In"}</div>
    <button type="button" onClick=${() => { setFresh(!fresh); setMessage(""); }}>${fresh ? "Already have an account? Sign in" : "No account yet? Create one"}</button></div>`;
}

function Entry({ field, value, set, error }) {
  const Control = control(field);
  const star = field.required ? html`<abbr title="required">*</abbr>` : null;
  if (field.kind === "consent") {
    return html`<div className=${fieldClass} data-automation-id=${`formField-${field.name}`}><input type="checkbox" id=${`4--${field.name}`} checked=${value === "1"}
      onChange=${() => set(value === "1" ? "" : "1")} /><label htmlFor=${`4--${field.name}`}> ${field.label}${star}</label>${error && html`<p role="alert" className="css-error">${error}</p>`}</div>`;
  }
  const inner = html`<${Control} field=${field} value=${value} onChange=${set} />`;
  const grouped = [Radios, Checks, DateParts].includes(Control);
  return html`<div className=${fieldClass} data-automation-id=${`formField-${field.name}`}>${grouped
    ? html`<fieldset><legend><label>${field.label}${star}</label></legend>${inner}</fieldset>`
    : html`<div><label htmlFor=${`${field.page}--${field.name}`}>${field.label}${star}</label>${inner}</div>`}
    ${error && html`<div data-automation-id="inputAlert" role="alert" className="css-error">Error: ${error}</div>`}</div>`;
}

function Wizard({ signedOut }) {
  const [values, setValues] = useState(null);
  const [step, setStep] = useState(1);
  const [errors, setErrors] = useState({});
  const [message, setMessage] = useState("");
  useEffect(() => { Double.draft().then((draft) => setValues(draft.held ? JSON.parse(draft.held) : {})); }, []);
  if (!values) return html`<div role="progressbar" aria-label="Loading" />`;
  const here = fields.filter((field) => field.page === step);
  const plain = (value) => (value && value.token ? value.token : value);
  const next = async () => {
    const wrong = Object.fromEntries(here.filter((field) => field.required && !values[field.name]).map((field) => [field.name, `The field ${field.label} is required and must have a value.`]));
    setErrors(wrong);
    if (Object.keys(wrong).length) return;
    const kept = await Double.keepDraft({ held: JSON.stringify(values), ...(door && { step: String(step) }) });
    if (door && kept.status === 401) return signedOut((await kept.json()).message);
    setStep(step + 1);
    window.scrollTo(0, 0);
  };
  const submit = async () => {
    const answer = await Double.send(Object.fromEntries(Object.entries(values).filter(([, value]) => value && value.length !== 0).map(([name, value]) => [name, plain(value)])));
    if (answer.redirect) return;
    if (answer.signed_out) return signedOut(answer.message);
    setErrors(answer.errors);
    setMessage(answer.message || "");
    const first = fields.find((field) => answer.errors[field.name]);
    if (first) setStep(first.page);
  };
  const review = () => fields.map((field) => html`<div key=${field.name}><b>${field.label}</b> ${values[field.name] ? values[field.name].name || String(values[field.name]) : "No Response"}</div>`);
  return html`<div><ol className="css-steps" data-automation-id="progressBar">${titles.map((name, n) => html`<li key=${name} aria-current=${n + 1 === step ? "step" : null}>${n + 1}. ${name}</li>`)}</ol>
    <h2>${titles[step - 1]}</h2>${Object.keys(errors).length > 0 && html`<div role="alert" data-automation-id="errorMessage">Errors Found (${Object.keys(errors).length})</div>`}
    <p>* Indicates a required field</p><div key=${step}>${step === 6 ? review() : here.map((field) => html`<${Entry} key=${field.name} field=${field} value=${values[field.name]} error=${errors[field.name]}
      set=${(value) => setValues((old) => ({ ...old, [field.name]: value }))} />`)}</div>${message && html`<p role="alert">${message}</p>`}
    <div data-automation-id="pageFooter">${step > 1 && html`<button type="button" data-automation-id="pageFooterBackButton" onClick=${() => { setErrors({}); setStep(step - 1); }}>Back</button>`}
      ${step < 6 ? html`<button type="button" data-automation-id="pageFooterNextButton" onClick=${next}>Save and Continue</button>`
        : html`<button type="button" data-automation-id="pageFooterNextButton" onClick=${submit}>Submit</button>`}</div></div>`;
}

function Page() {
  const [member, setMember] = useState(Boolean(door && door.member));
  const [said, setSaid] = useState("");
  const signedOut = (message) => { setSaid(message); setMember(false); };
  return html`<div><h1>${title}</h1>${member ? html`<${Wizard} signedOut=${signedOut} />` : html`<${Account} said=${said} done=${() => setMember(true)} />`}</div>`;
}

Kit.createRoot(document.querySelector("[data-root]")).render(html`<${Page} />`);
