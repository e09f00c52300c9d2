// The controls of an Indeed application. Ids are the client's own and new whenever a step is drawn again.
const { React, html } = Kit;
const { useState, useEffect, useId, useRef } = React;
const classes = JSON.parse(document.querySelector("script[data-classes]").textContent);

function Mark({ field }) {
  return field.required ? html`<span aria-hidden="true"> *</span>` : html`<span> (optional)</span>`;
}

function Fault({ id, error }) {
  return error ? html`<div id=${id} role="alert" className="error"><span>${error}</span></div>` : null;
}

// Each change of the design puts other elements around a question.
function Wrapped({ depth, children }) {
  return depth ? html`<div><${Wrapped} depth=${depth - 1}>${children}<//></div>` : children;
}

function Line({ field, value, error, onChange }) {
  const id = `ifl-InputFormField-${useId()}`;
  const common = {
    id, name: field.name, value: value || "", required: field.required, className: classes.input, "aria-invalid": Boolean(error),
    "aria-describedby": `errorTextId-${id}`, onChange: (e) => onChange(e.target.value),
  };
  const types = { email: "email", phone: "tel", text: field.widget === "number" ? "number" : "text" };
  return html`<div className="field"><label htmlFor=${id}><span>${field.label}</span><${Mark} field=${field} /></label>${field.help && html`<div>${field.help}</div>`}
    ${field.kind === "textarea" ? html`<textarea ...${common} rows="5" />` : html`<input ...${common} type=${types[field.kind] || "text"} />`}
    <${Fault} id=${`errorTextId-${id}`} error=${error} /></div>`;
}

function Choose({ field, value, error, onChange }) {
  const id = `ifl-SelectFormField-${useId()}`;
  return html`<div className="field"><label htmlFor=${id}><span>${field.label}</span>${field.widget !== "dial" && html`<${Mark} field=${field} />`}</label>
    <select id=${id} name=${field.name} value=${value || ""} aria-invalid=${Boolean(error)} onChange=${(e) => onChange(e.target.value)}>
      ${field.widget !== "dial" && html`<option value="" disabled>Select an option</option>`}
      ${field.options.map((option) => html`<option key=${option} value=${option}>${option}</option>`)}</select><${Fault} id=${`errorTextId-${id}`} error=${error} /></div>`;
}

// What a choice posts is the place of the option; its words stand beside the box.
function Radios({ field, value, error, onChange }) {
  const id = `single-select-question-${useId()}`;
  return html`<div className="field"><fieldset id=${id} role="radiogroup" aria-required=${field.required}><legend><span>${field.label}</span><${Mark} field=${field} /></legend>
    ${field.help && html`<div>${field.help}</div>`}
    ${field.options.map((option, n) => html`<label key=${option} htmlFor=${`${id}-${n}`} className="option"><input type="radio" id=${`${id}-${n}`} name=${field.name} value=${n}
      checked=${value === option} onChange=${() => onChange(option)} /><span className="dot" aria-hidden="true" /><span>${option}</span></label>`)}
    </fieldset><${Fault} id=${`errorTextId-${id}`} error=${error} /></div>`;
}

// Towns are proposed while one types; what is typed counts whether it is among them or not.
function Suggest({ field, value, error, onChange }) {
  const id = `ifl-InputFormField-${useId()}`;
  const [rows, setRows] = useState([]);
  const timer = useRef(0);
  const type = (text) => {
    onChange(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(async () => setRows(await Double.places(text)), 200);
  };
  const choose = (event, row) => { event.preventDefault(); onChange(row); setRows([]); };
  return html`<div className="field"><label htmlFor=${id}><span>${field.label}</span><${Mark} field=${field} /></label>
    <input id=${id} name=${field.name} type="text" role="combobox" autoComplete="off" aria-autocomplete="list" aria-expanded=${rows.length > 0} aria-controls=${`${id}-list`}
      value=${value || ""} required=${field.required} aria-invalid=${Boolean(error)} onChange=${(e) => type(e.target.value)} onBlur=${() => { clearTimeout(timer.current); setRows([]); }} />
    ${rows.length > 0 && html`<ul id=${`${id}-list`} role="listbox" className="suggestions">${rows.map((row) => html`<li key=${row} role="option" aria-selected="false"
      onMouseDown=${(e) => choose(e, row)}>${row}</li>`)}</ul>`}<${Fault} id=${`errorTextId-${id}`} error=${error} /></div>`;
}

// Two cards: a file, or a résumé made on the site. A file chosen is the choice of its card.
function Cards({ field, file, value, fileName, error, onChange, onFile }) {
  const id = `resume-selection-${useId()}`;
  const input = useRef(null);
  const fileId = `${id}-file`;
  return html`<fieldset id=${id} role="radiogroup" aria-required="true"><legend><span>${field.label}</span><${Mark} field=${field} /></legend>
    ${field.options.map((option, n) => html`<div key=${option} className=${classes.card}><label htmlFor=${`${id}-${n}`} className="option">
      <input type="radio" id=${`${id}-${n}`} name=${field.name} value=${n} checked=${value === option} onChange=${() => onChange(option)} />
      <span className="dot" aria-hidden="true" /><span>${option}</span></label>
      ${n === 0 && html`<div><span data-testid="resume-selection-file-name">${fileName || "Accepted file types are PDF, DOCX, DOC, RTF and TXT."}</span>
        <button type="button" onClick=${() => input.current.click()}>${fileName ? "Replace resume" : "Choose file"}</button>
        <input ref=${input} id=${fileId} name=${file.name} type="file" aria-label=${file.label} className="unseen-file" tabIndex="-1" accept=".pdf,.doc,.docx,.rtf,.txt"
          onChange=${(e) => e.target.files[0] && onFile(e.target.files[0])} /></div>`}</div>`)}
    <${Fault} id=${`errorTextId-${id}`} error=${error} /></fieldset>`;
}

function Consent({ field, value, onChange }) {
  const id = useId();
  return html`<div className="field"><input type="checkbox" id=${id} name=${field.name} checked=${value === "1"} onChange=${(e) => onChange(e.target.checked ? "1" : "")} />
    <label htmlFor=${id}> ${field.label}</label></div>`;
}

function Control(props) {
  const { field } = props;
  const kinds = { radio: Radios, select: Choose, dial: Choose, suggest: Suggest };
  return html`<${kinds[field.widget] || (field.kind === "consent" ? Consent : Line)} ...${props} />`;
}
