// The controls of a Workable form. Boxes are drawn elements with the role; the native control inside is out of reach.
const { React, html } = Kit;
const { useState, useEffect, useRef } = React;

let serial = 0;
function useFreshId(prefix) {
  return useState(() => `${prefix}${(serial += 1)}${Math.random().toString(36).slice(2, 10)}`)[0];
}

function Heading({ field, id }) {
  return html`<span>${field.required && html`<span><strong>*</strong></span>`}<span><span id=${id}><strong>${field.label}</strong></span>
    ${!field.required && html`<span> (Optional)</span>`}</span></span>`;
}

function Text({ field, value, onChange, onLeave }) {
  const common = {
    id: field.name, name: field.name, "data-ui": field.name, "aria-labelledby": `${field.name}_label`, "aria-required": field.required, dir: "auto",
    required: field.required, value: value || "", placeholder: field.placeholder, onChange: (e) => onChange(e.target.value), onBlur: onLeave,
  };
  const input = field.kind === "textarea" ? html`<textarea ...${common} rows="5" />` : html`<input ...${common} type=${field.kind === "email" ? "email" : "text"} maxLength="255" />`;
  return html`<label><${Heading} field=${field} id=${`${field.name}_label`} /><div data-role="illustrated-input"><div>${input}</div></div></label>`;
}

function Phone({ field, value, onChange }) {
  const input = useRef(null);
  useEffect(() => {
    const iti = window.intlTelInput(input.current, { initialCountry: "gb", separateDialCode: true, preferredCountries: ["us", "gb", "ca", "de", "au"] });
    const tell = () => onChange(input.current.value ? `+${iti.getSelectedCountryData().dialCode} ${input.current.value}` : "");
    input.current.addEventListener("input", tell);
    input.current.addEventListener("countrychange", tell);
    return () => iti.destroy();
  }, []);
  return html`<label htmlFor="none"><${Heading} field=${field} id="phone_label" /></label><div data-ui="phone" data-ignore-focus="true">
    <input ref=${input} name=${field.name} type="tel" aria-labelledby="phone_label" maxLength="255" autoComplete="off" /></div>`;
}

function Box({ role, checked, label, labelId, name, onToggle }) {
  const id = useFreshId("b");
  const press = (event) => { if (event.key === " " || event.key === "Enter") { event.preventDefault(); onToggle(); } };
  return html`<label className="choice" data-checked=${checked} onClick=${(e) => { e.preventDefault(); onToggle(); }}>
    <div role=${role} aria-checked=${checked} tabIndex="0" id=${id} className=${`box ${role === "radio" ? "round" : ""}`} onKeyDown=${press}
      aria-labelledby=${`${labelId || ""} ${role}_label_${id}`.trim()}><input tabIndex="-1" aria-hidden="true" type=${role} name=${name} checked=${checked} readOnly /></div>
    <span id=${`${role}_label_${id}`}>${label}</span></label>`;
}

function Group({ field, value, onChange, many }) {
  const id = useFreshId("g");
  const chosen = value || [];
  const toggle = (option) => {
    if (!many) onChange([option]);
    else onChange(chosen.includes(option) ? chosen.filter((one) => one !== option) : [...chosen, option]);
  };
  return html`<div><${Heading} field=${field} id=${`${id}_label`} /><div role=${many ? "group" : "radiogroup"} data-ui=${field.name} aria-labelledby=${`${id}_label`}>
    ${field.options.map((option, n) => html`<${Box} key=${option} role=${many ? "checkbox" : "radio"} label=${option} labelId=${`${id}_label`}
      name=${String(183987 + n)} checked=${chosen.includes(option)} onToggle=${() => toggle(option)} />`)}</div></div>`;
}

function Dropdown({ field, value, onChange }) {
  const [open, setOpen] = useState(false);
  const id = useFreshId("d");
  const choose = (option) => { onChange(option); setOpen(false); };
  return html`<div><${Heading} field=${field} id=${`${id}_label`} /><div data-ui=${field.name} style=${{ position: "relative" }}>
    <input type="text" readOnly role="combobox" aria-haspopup="listbox" aria-expanded=${open} aria-controls=${`${id}_list`} aria-labelledby=${`${id}_label`}
      id=${`input_${id}`} value=${value || ""} placeholder="Select an option" onClick=${() => setOpen(!open)} onBlur=${() => setTimeout(() => setOpen(false), 150)}
      onKeyDown=${(e) => { if (e.key === "Enter" || e.key === "ArrowDown") { e.preventDefault(); setOpen(true); } }} />
    ${open && html`<ul className="list" role="listbox" id=${`${id}_list`} onMouseDown=${(e) => e.preventDefault()}>
      ${field.options.map((option) => html`<li key=${option} role="option" aria-selected=${option === value} onClick=${() => choose(option)}><span>${option}</span></li>`)}</ul>`}</div></div>`;
}

function Drop({ field, value, onChange }) {
  const id = useFreshId("i");
  const take = async (file) => { if (file) onChange({ ...(await Double.upload(file)), name: file.name }); };
  return html`<div><${Heading} field=${field} id=${`${id}_label`} /><div className="drop" data-role="dropzone" onDragOver=${(e) => e.preventDefault()}
    onDrop=${(e) => { e.preventDefault(); take(e.dataTransfer.files[0]); }}>${value
      ? html`<div data-role="preview"><span>${value.name}</span> <button type="button" aria-label="Remove file" onClick=${() => onChange(null)}>✕</button></div>`
      : html`<div><label tabIndex="0" role="button" htmlFor=${`input_files_input_${id}`} id=${`description_${id}`} aria-describedby=${`${id}_label`}>Choose file</label>
        <span> or drag and drop here</span><input data-ui=${field.name} tabIndex="-1" id=${`input_files_input_${id}`} type="file" required=${field.required}
        aria-labelledby=${`${id}_label description_${id}`} accept=${field.key === "avatar" ? ".jpg,.png,.gif" : ".pdf,.doc,.docx,.odt,.rtf,.txt"} onChange=${(e) => take(e.target.files[0])} /></div>`}</div></div>`;
}
