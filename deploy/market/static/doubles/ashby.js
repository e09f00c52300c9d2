// The page of an Ashby posting: two tabs, the application on the second; nothing is in the document before this has run.
const classes = JSON.parse(document.querySelector("script[data-classes]").textContent);
const config = Double.config;

function control(field) {
  if (field.kind === "file") return Drop;
  if (field.widget === "yesno") return YesNo;
  if (field.widget === "radio") return Radios;
  return field.kind === "choice" ? List : Text;
}

function Texting({ field, value, onChange }) {
  return html`<div className="ashby-application-form-texting-consent-description"><p>Check <strong>Yes</strong> or <strong>No</strong> to indicate
    your agreement to receive text message updates from ${config.company} regarding your job application. Message and data rates may apply.</p>
    ${field.options.map((option) => html`<label key=${option} className="_choice"><input type="radio" name=${field.name}
      value=${option.startsWith("Yes") ? "given" : "notGiven"} checked=${value === option} onChange=${() => onChange(option)} /><span>${option}</span></label>`)}</div>`;
}

function Entry({ field, texting, values, set, error }) {
  const Control = control(field);
  return html`<div className=${classes.field} data-field-path=${field.name}>
    <label className=${`${classes.title} ${field.required ? "_required" : ""}`} htmlFor=${field.name}>${field.label}</label>
    ${field.help && html`<p>${field.help}</p>`}
    <${Control} field=${field} value=${values[field.name]} onChange=${(value) => set(field.name, value)} />
    ${texting && html`<${Texting} field=${texting} value=${values[texting.name]} onChange=${(value) => set(texting.name, value)} />`}
    ${error && html`<p role="alert" className="_error">${error}</p>`}</div>`;
}

function Autofill({ fill }) {
  const input = useRef(null);
  const [state, setState] = useState("default");
  const take = async (file) => {
    setState("pending");
    fill(file, await Double.upload(file));
    setState("done");
  };
  return html`<div className="ashby-application-form-autofill-pane"><div role="presentation" className="_drop">
    <input type="file" tabIndex="-1" ref=${input} className="_hiddenFile" accept="application/pdf,.pdf,.doc,.docx,.txt" onChange=${(e) => take(e.target.files[0])} />
    <h3>Autofill from resume</h3><p>Upload your resume here to autofill key application fields.</p>
    <button onClick=${() => input.current.click()}>Upload file</button>
    <div data-state=${state === "pending" ? "shown" : "hidden"}><span role="progressbar" aria-label="Loading..." /> Parsing your resume. Autofilling key fields...</div>
    <div data-state=${state === "done" ? "shown" : "hidden"}>Autofill completed!</div></div></div>`;
}

function Application() {
  const [values, setValues] = useState({});
  const [answer, setAnswer] = useState({ errors: {} });
  const [busy, setBusy] = useState(false);
  const set = (name, value) => setValues((old) => ({ ...old, [name]: value }));
  const texting = config.fields.find((field) => field.widget === "texting");
  const shown = config.fields.filter((field) => field !== texting && Double.asked(field, values));
  const resume = config.fields.find((field) => field.key === "_systemfield_resume");
  const fill = (file, read) => setValues((old) => ({ ...old, ...read.values, [resume.name]: { token: read.token, name: file.name } }));
  const submit = async () => {
    setBusy(true);
    const sent = {};
    for (const field of [...shown, texting]) {
      const value = values[field.name];
      if (value) sent[field.name] = value.token || value;
    }
    const answered = await Double.send(sent);
    setAnswer(answered);
    if (!answered.redirect) setBusy(false);
  };
  const entry = (field) => html`<${Entry} key=${field.name} field=${field} texting=${field.kind === "phone" ? texting : null}
    values=${values} set=${set} error=${answer.errors[field.name]} />`;
  const survey = shown.filter((field) => field.section === "survey");
  const wrong = shown.filter((field) => answer.errors[field.name]);
  return html`<div role="tabpanel" id="form" aria-labelledby="job-application-form"><${Autofill} fill=${fill} />
    <div className=${classes.container}>${shown.filter((field) => field.section !== "survey").map(entry)}</div>
    ${survey.length > 0 && html`<div><h2>Voluntary survey</h2><p>Completion is voluntary and will not affect your application.</p>${survey.map(entry)}</div>`}
    ${config.trait === "captcha" && html`<div className="grecaptcha-badge" data-sitekey="practice"><iframe title="reCAPTCHA" src="/_static/doubles/captcha.html" width="304" height="78" /></div>`}
    ${(wrong.length > 0 || answer.message) && html`<div className="_failure" role="alert"><p>Your form needs corrections</p>
      <ul>${wrong.map((field) => html`<li key=${field.name}>${answer.errors[field.name].endsWith("is required") ? `Missing entry for required field: ${field.label}` : answer.errors[field.name]}</li>`)}
      ${answer.message && html`<li>${answer.message}</li>`}</ul></div>`}
    <button className=${classes.submit} disabled=${busy} onClick=${submit}><span>Submit Application</span></button></div>`;
}

function Page() {
  return html`<div><header>${config.company}</header><main><h1>${config.title}</h1><nav role="tablist" className="_tabs">
    <a role="tab" aria-selected="false" href=${config.base}>Overview</a><a role="tab" id="job-application-form" aria-selected="true" href=${config.submit}>Application</a></nav>
    <${Application} /></main><footer>Powered by practice</footer><div id="portal" data-floating-ui-portal=""></div></div>`;
}

Kit.createRoot(document.getElementById("root")).render(html`<${Page} />`);
