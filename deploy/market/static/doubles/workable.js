// The page of a Workable application. A field is built anew once it has been left, so what held on to its element holds nothing.
const config = Double.config;
const classes = JSON.parse(document.querySelector("script[data-classes]").textContent);

function control(field) {
  if (field.widget === "country") return Phone;
  if (field.widget === "checks") return (props) => Group({ ...props, many: true });
  return { file: Drop, choice: field.widget === "radios" ? Group : Dropdown }[field.kind] || Text;
}
const CONTROLS = Object.fromEntries(config.fields.map((field) => [field.name, control(field)]));

function Entry({ field, value, set, error }) {
  const [built, setBuilt] = useState(0);
  const Control = CONTROLS[field.name];
  if (field.widget === "unseen") {
    return html`<div style=${{ position: "absolute", width: "1px", height: "1px", overflow: "hidden" }}><label><input id=${field.name} name=${field.name}
      aria-hidden="true" tabIndex="-1" type="text" value=${value || ""} onChange=${(e) => set(field.name, e.target.value)} /></label></div>`;
  }
  if (field.kind === "consent") {
    return html`<div data-ui="gdpr"><${Box} role="checkbox" name=${field.name} label=${html`<span>${field.label}</span>`} checked=${value === "1"}
      onToggle=${() => set(field.name, value === "1" ? "" : "1")} />${error && html`<p className="error" role="alert">${error}</p>`}</div>`;
  }
  return html`<div className=${classes.field}><div key=${built}><${Control} field=${field} value=${value} onChange=${(next) => set(field.name, next)}
    onLeave=${() => setBuilt(built + 1)} /></div>${field.help && html`<div><span id=${`${field.name}_helper`}>${field.help}</span></div>`}
    ${error && html`<p className="error" role="alert" id=${`${field.name}_error`}>${error}</p>`}</div>`;
}

// One entry of education or experience: written in a small form of its own, and part of the application once saved.
function Repeater({ kind, fields, values, setAll }) {
  const [draft, setDraft] = useState(null);
  const [error, setError] = useState("");
  const title = kind[0].toUpperCase() + kind.slice(1);
  const saved = fields.some((field) => values[field.name]);
  const save = () => {
    const missing = fields.find((field) => field.required && !draft[field.name]);
    if (missing) return setError(`${missing.label} is required`);
    setAll(draft);
    return setDraft(null);
  };
  return html`<div data-ui=${kind}><div className="heading"><p id=${`${kind}_label`}>${title} <small>(Optional)</small></p>
    ${!draft && html`<button data-ui="add-section" aria-label=${`Add ${title}`} type="button" onClick=${() => setDraft({})}>+ Add</button>`}</div>
    ${saved && !draft && html`<ul data-ui="group-entries"><li>${fields.map((field) => values[field.name]).filter(Boolean).join(", ")}</li></ul>`}
    ${draft && html`<div data-ui="group-form" role="group" aria-labelledby=${`${kind}_label`}>
      ${fields.map((field) => html`<${Text} key=${field.name} field=${field} value=${draft[field.name]} onChange=${(value) => setDraft({ ...draft, [field.name]: value })} />`)}
      ${error && html`<p className="error" role="alert">${error}</p>`}
      <button type="button" data-ui="cancel-section" onClick=${() => setDraft(null)}>Cancel</button> <button type="button" data-ui="save-section" onClick=${save}>Save</button></div>`}</div>`;
}

function Import({ fill }) {
  const [open, setOpen] = useState(false);
  const input = useRef(null);
  const take = async (file) => { setOpen(false); fill(file, await Double.upload(file)); };
  return html`<div><strong>Autofill application</strong><p>Save time by importing your resume in one of the following formats: .pdf, .doc, .docx, .odt, or .rtf.</p>
    <button aria-haspopup="true" aria-expanded=${open} type="button" onClick=${() => setOpen(!open)}><span>Import resume from</span></button>
    ${open && html`<ul className="list" role="menu"><li role="menuitem" onClick=${() => input.current.click()}>My computer</li></ul>`}
    <input hidden type="file" ref=${input} onChange=${(e) => take(e.target.files[0])} /></div>`;
}

function Section({ title, number, fields, values, set, setAll, errors }) {
  const plain = (field) => html`<${Entry} key=${field.name} field=${field} value=${values[field.name]} set=${set} error=${errors[field.name]} />`;
  const inEntries = fields.filter((field) => ["education", "experience"].includes(field.widget));
  const rest = fields.filter((field) => !inEntries.includes(field));
  const clear = () => setAll(Object.fromEntries(fields.map((field) => [field.name, ""])));
  return html`<section data-ui="section" className=${classes.section}>${title !== "consent" && html`<div className="heading"><h2 id=${`section-${number}_section_name`}>${title}</h2>
    <a tabIndex="0" role="button" data-ui=${`clear-section-${number}`} aria-label=${`Clear ${title}`} onClick=${clear}><span>Clear</span></a></div>`}
    <div data-ui="section-fields">${["education", "experience"].map((kind) => {
      const own = inEntries.filter((field) => field.widget === kind);
      return own.length > 0 && html`<${Repeater} key=${kind} kind=${kind} fields=${own} values=${values} setAll=${setAll} />`;
    })}${rest.map(plain)}</div></section>`;
}

function Cookies() {
  const [open, setOpen] = useState(!document.cookie.includes("cookie-consent="));
  const close = (how) => { document.cookie = `cookie-consent=${how}; path=/`; setOpen(false); };
  if (!open) return null;
  return html`<div><div className="backdrop" data-ui="backdrop" /><div className="cookies" data-ui="cookie-consent" role="dialog" aria-modal="true" aria-label="Cookie Consent" tabIndex="-1">
    <span>This website uses cookies to improve user’s experience, personalise ads and analyse traffic. You can accept all cookies, decline all optional cookies, or manage your cookie settings.</span>
    <div><button>Cookies settings</button> <button onClick=${() => close("all")}>Accept all</button> <button onClick=${() => close("none")}>Decline all</button></div></div></div>`;
}

function Page() {
  const [values, setValues] = useState({});
  const [answer, setAnswer] = useState({ errors: {} });
  const setAll = (more) => setValues((old) => ({ ...old, ...more }));
  const resume = config.fields.find((field) => field.key === "resume");
  const fill = (file, read) => setAll({ ...read.values, [resume.name]: { ...read, name: file.name } });
  const submit = async (event) => {
    event.preventDefault();
    const sent = Object.fromEntries(Object.entries(values).filter(([, value]) => value).map(([name, value]) => [name, value.token || value]));
    setAnswer(await Double.send(sent));
  };
  const sections = [...new Set(config.fields.map((field) => field.section))];
  return html`<div><header role="banner">${config.company}</header><main><h1>${config.title}</h1>
    <form data-ui="application-form" noValidate onSubmit=${submit}><${Import} fill=${fill} /><span><span>*</span> <span>Required fields</span></span>
    ${sections.map((title, number) => html`<${Section} key=${title} title=${title} number=${number} values=${values} setAll=${setAll} errors=${answer.errors}
      set=${(name, value) => setAll({ [name]: value })} fields=${config.fields.filter((field) => field.section === title)} />`)}
    <div id="turnstile-container" hidden=${config.trait !== "captcha"}>${config.trait === "captcha" && html`<iframe title="Widget containing a Cloudflare security challenge" src="/_static/doubles/captcha.html" width="304" height="78" />`}</div>
    ${(answer.message || Object.keys(answer.errors).length > 0) && html`<p className="error" role="alert">${answer.message || "Please fix the errors above to continue."}</p>`}
    <button className=${classes.button} data-ui="apply-button" type="submit">Submit application</button></form></main><${Cookies} /></div>`;
}

Kit.createRoot(document.getElementById("app")).render(html`<${Page} />`);
