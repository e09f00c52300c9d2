// A page built by script: inputs are controlled, lists are react-select as it comes from its maker.
const { React, Select, html } = Kit;
const { useState, useRef } = React;
const config = Double.config;
const classes = JSON.parse(document.querySelector("script[data-classes]").textContent);

function Upload({ field, value, onChange }) {
  const input = useRef(null);
  if (value) return html`<div><span>${value.name}</span> <button type="button" aria-label="Remove" onClick=${() => onChange(null)}>✕</button></div>`;
  return html`<div><button type="button" className=${classes.button} onClick=${() => input.current.click()}>Choose file</button>
    <input ref=${input} type="file" id=${field.name} style=${{ display: "none" }} onChange=${async (e) => onChange(await Double.upload(e.target.files[0]))} /></div>`;
}

function control(field, value, set) {
  if (field.kind === "file") return html`<${Upload} field=${field} value=${value} onChange=${set} />`;
  if (field.kind === "choice") {
    const options = field.options.map((option) => ({ value: option, label: option }));
    return html`<${Select} inputId=${field.name} options=${options} value=${options.find((one) => one.value === value) || null} placeholder="–Select–"
      onChange=${(chosen) => set(chosen ? chosen.value : "")} isClearable=${!field.required} />`;
  }
  const common = { id: field.name, name: field.name, value: value || "", className: classes.input, placeholder: field.placeholder, onChange: (e) => set(e.target.value) };
  if (field.kind === "textarea") return html`<textarea ...${common} rows="5" />`;
  return html`<input ...${common} type=${{ email: "email", phone: "tel" }[field.kind] || "text"} />`;
}

function Page() {
  const [values, setValues] = useState({});
  const [answer, setAnswer] = useState({ errors: {} });
  const submit = async (event) => {
    event.preventDefault();
    const sent = Object.entries(values).filter(([, value]) => value).map(([name, value]) => [name, value.token || value]);
    setAnswer(await Double.send(Object.fromEntries(sent)));
  };
  const entry = (field) => html`<div key=${field.name} className=${classes.field} style=${{ margin: "1rem 0" }}>
    <label className=${classes.label} htmlFor=${field.name}>${field.label}${field.required && html`<span aria-hidden="true">*</span>`}</label>
    ${control(field, values[field.name], (value) => setValues((old) => ({ ...old, [field.name]: value })))}
    ${answer.errors[field.name] && html`<div role="alert">${answer.errors[field.name]}</div>`}</div>`;
  return html`<main><h2>${config.title}</h2><p>${config.company}</p><form noValidate onSubmit=${submit}>${config.fields.map(entry)}
    ${answer.message && html`<div role="alert">${answer.message}</div>`}<button type="submit" className=${classes.button}>Submit Application</button></form></main>`;
}

Kit.createRoot(document.querySelector("[data-root]")).render(html`<${Page} />`);
