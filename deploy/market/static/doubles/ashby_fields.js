// The controls of an Ashby form. None of them sits in a form element, and buttons carry no type.
const { React, html } = Kit;
const { useState, useEffect, useRef } = React;

function Text({ field, value, onChange }) {
  const common = { name: field.name, id: field.name, required: field.required, placeholder: field.placeholder || "Type here...", value: value || "" };
  if (field.kind === "textarea") return html`<textarea ...${common} rows="4" onChange=${(e) => onChange(e.target.value)} />`;
  const type = { email: "email", phone: "tel" }[field.kind] || "text";
  return html`<div><input ...${common} type=${type} className="_input" onChange=${(e) => onChange(e.target.value)} /></div>`;
}

function YesNo({ field, value, onChange }) {
  const button = (word) => html`<button className=${`_container _option ${value === word ? "_active" : ""}`} onClick=${() => onChange(word)}>${word}</button>`;
  return html`<div className="_container _yesno">${button("Yes")}${button("No")}
    <input type="checkbox" tabIndex="-1" name=${field.name} checked=${value === "Yes"} readOnly /></div>`;
}

function Radios({ field, value, onChange }) {
  return html`<div>${field.options.map((option) => html`<label key=${option} className="_choice">
    <input type="radio" name=${field.name} checked=${value === option} onChange=${() => onChange(option)} /><span>${option}</span></label>`)}</div>`;
}

// The list lives at the end of the document; while it is open, the rest of the form is hidden from assistive technology
// and lies under it. Only a chosen row counts: on leaving, free text falls back to the last choice.
function List({ field, value, onChange }) {
  const [typed, setTyped] = useState(value || "");
  const [rows, setRows] = useState([]);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const input = useRef(null);
  useEffect(() => setTyped(value || ""), [value]);
  useEffect(() => {
    if (!open) return undefined;
    if (!field.source) {
      setRows(field.options.filter((option) => option.toLowerCase().includes(typed === value ? "" : typed.toLowerCase())));
      return undefined;
    }
    let stale = false;
    const timer = setTimeout(async () => {
      const found = await Double.places(typed);
      if (!stale) setRows(found);
    }, 150);
    return () => { stale = true; clearTimeout(timer); };
  }, [typed, open]);
  useEffect(() => {
    const mine = input.current.closest("[data-field-path]");
    const rest = [...document.querySelectorAll("[data-field-path]")].filter((entry) => entry !== mine);
    if (open && rows.length) rest.forEach((entry) => entry.setAttribute("aria-hidden", "true"));
    return () => rest.forEach((entry) => entry.removeAttribute("aria-hidden"));
  }, [open, rows]);
  const choose = (row) => { onChange(row); setTyped(row); setOpen(false); setAt(-1); };
  const onKey = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && rows.length) { event.preventDefault(); setAt((at + step + rows.length) % rows.length); }
    if (event.key === "Enter" && rows[at]) choose(rows[at]);
    if (event.key === "Escape") setOpen(false);
  };
  const box = open && input.current ? input.current.getBoundingClientRect() : null;
  const place = box && { left: box.left + window.scrollX, top: box.bottom + window.scrollY, width: box.width };
  return html`<div className="_inputContainer"><input ref=${input} className="_input" placeholder=${field.placeholder || "Start typing..."}
      role="combobox" aria-autocomplete="list" aria-haspopup="listbox" aria-expanded=${open && rows.length > 0} value=${typed} autoComplete="off"
      onFocus=${() => setOpen(true)} onClick=${() => setOpen(true)} onKeyDown=${onKey}
      onChange=${(e) => { setTyped(e.target.value); setOpen(true); }}
      onBlur=${() => { setOpen(false); setTyped(value || ""); }} /><button className="_toggleButton" tabIndex="-1" onClick=${() => input.current.focus()}>▾</button>
    ${open && rows.length > 0 && Kit.createPortal(html`<div className="_floating" role="listbox" style=${place} onMouseDown=${(e) => e.preventDefault()}>
      ${rows.map((row, n) => html`<div key=${row} role="option" aria-selected=${row === value} className=${n === at ? "_at" : ""} onClick=${() => choose(row)}>${row}</div>`)}</div>`, document.getElementById("portal"))}</div>`;
}

// The control leaves the page once a file is there; a name and a button to take it away remain.
function Drop({ field, value, onChange }) {
  const input = useRef(null);
  const [busy, setBusy] = useState(false);
  const take = async (file) => {
    if (!file) return;
    setBusy(true);
    const kept = await Double.upload(file);
    setBusy(false);
    onChange({ token: kept.token, name: file.name });
  };
  if (busy) return html`<div className="_drop"><span role="progressbar" aria-label="Loading..." /> Uploading…</div>`;
  if (value) return html`<div className="_drop"><span>${value.name}</span> <button aria-label="Remove" onClick=${() => onChange(null)}>✕</button></div>`;
  return html`<div role="presentation" className="_drop" onDragOver=${(e) => e.preventDefault()} onDrop=${(e) => { e.preventDefault(); take(e.dataTransfer.files[0]); }}>
    <input type="file" tabIndex="-1" id=${field.name} required=${field.required} ref=${input} className="_hiddenFile"
      accept="application/pdf,.pdf,.doc,.docx,.odt,.rtf,.txt" onChange=${(e) => take(e.target.files[0])} />
    <button onClick=${() => input.current.click()}><span>Upload File</span></button><p>or drag and drop here</p></div>`;
}
