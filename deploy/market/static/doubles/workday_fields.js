// The controls of a Workday step. What they show and what the step validates are two things: a text becomes a value only
// when a key has gone down in it, a date part only by digits and arrows.
const { React, html } = Kit;
const { useState, useEffect, useRef } = React;

function Text({ field, value, onChange }) {
  const [shown, setShown] = useState(value || "");
  const keyed = useRef(Boolean(value));
  const common = {
    id: `${field.page}--${field.name}`, name: field.name, "data-automation-id": field.name, value: shown, "aria-required": field.required,
    onKeyDown: () => { keyed.current = true; }, onChange: (e) => { setShown(e.target.value); },
    onBlur: () => onChange(keyed.current ? shown : ""),
  };
  return field.kind === "textarea" ? html`<textarea ...${common} rows="4" />` : html`<input type="text" ...${common} />`;
}

function Listbox({ field, value, onChange }) {
  const [open, setOpen] = useState(false);
  const button = useRef(null);
  const choose = (option) => { onChange(option); setOpen(false); button.current.focus(); };
  const onKey = (event) => {
    if (event.key === "Escape") setOpen(false);
    if (event.key.length === 1 && open) { const hit = field.options.find((option) => option.toLowerCase().startsWith(event.key.toLowerCase())); if (hit) choose(hit); }
  };
  return html`<div><button ref=${button} type="button" aria-haspopup="listbox" aria-expanded=${open} id=${`${field.page}--${field.name}`} name=${field.name}
      aria-label=${`${field.label} ${value || "Select One"}${field.required ? " Required" : ""}`} value=${value || ""} onClick=${() => setOpen(!open)} onKeyDown=${onKey}>${value || "Select One"}</button>
    ${open && Kit.createPortal(html`<ul className="css-list" role="listbox" data-automation-id="promptOptions" style=${below(button.current)}>
      ${["Select One", ...field.options].map((option) => html`<li key=${option} role="option" aria-selected=${option === value} onClick=${() => choose(option === "Select One" ? "" : option)}><div>${option}</div></li>`)}</ul>`, document.body)}</div>`;
}

function below(node) {
  const box = node.getBoundingClientRect();
  return { left: box.left + window.scrollX, top: box.bottom + window.scrollY };
}

function Radios({ field, value, onChange }) {
  return html`<div role="radiogroup">${field.options.map((option, n) => html`<div key=${option}><input type="radio" id=${`${field.name}-${n}`} name=${field.name} value=${String(option === "Yes")}
    checked=${value === option} onChange=${() => onChange(option)} /><label htmlFor=${`${field.name}-${n}`}> ${option}</label></div>`)}</div>`;
}

function Checks({ field, value, onChange }) {
  return html`<div>${field.options.map((option, n) => html`<div key=${option}><input type="checkbox" id=${`${field.name}-${n}`} checked=${value === option}
    onChange=${() => onChange(value === option ? "" : option)} /><label htmlFor=${`${field.name}-${n}`}> ${option}</label></div>`)}</div>`;
}

const PARTS = { month: [["Month", 2, 12], ["Year", 4, 9999]], day: [["Month", 2, 12], ["Day", 2, 31], ["Year", 4, 9999]] };

function DateParts({ field, value, onChange }) {
  const parts = PARTS[field.widget];
  const [digits, setDigits] = useState(() => (value ? value.split("/") : parts.map(() => "")));
  const tell = (next) => {
    setDigits(next);
    onChange(next.every(Boolean) ? next.map((text, n) => text.padStart(parts[n][1], "0")).join("/") : "");
  };
  const onKey = (n) => (event) => {
    const [, width, most] = parts[n];
    const put = (text) => tell(digits.map((old, at) => (at === n ? text : old)));
    if (/^\d$/.test(event.key)) { event.preventDefault(); put(digits[n].length >= width ? event.key : digits[n] + event.key); }
    else if (event.key === "Backspace") { event.preventDefault(); put(""); }
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      put(String(Math.min(most, Math.max(1, (Number(digits[n]) || 0) + (event.key === "ArrowUp" ? 1 : -1)))));
    }
  };
  return html`<div role="group" data-automation-id="dateInputWrapper" className="css-date">${parts.map(([word], n) => html`<div key=${word}>
    ${n > 0 && "/"}<input role="spinbutton" type="text" data-automation-id=${`dateSection${word}-input`} aria-label=${word} aria-valuenow=${digits[n] || null} aria-valuetext=${digits[n] || word[0]}
      aria-valuemin="1" aria-valuemax=${parts[n][2]} placeholder=${{ Month: "MM", Day: "DD", Year: "YYYY" }[word]} value=${digits[n]} onChange=${() => {}} onKeyDown=${onKey(n)} /></div>`)}
    <button type="button" aria-label="Calendar" tabIndex="-1">▦</button></div>`;
}

// Type, press Enter, wait for what was found, pick.
function Prompt({ field, value, onChange }) {
  const [typed, setTyped] = useState("");
  const [rows, setRows] = useState(null);
  const input = useRef(null);
  const chosen = value || [];
  const search = async () => setRows(await (await fetch(`/_skills?q=${encodeURIComponent(typed)}`)).json());
  const pick = (row) => { onChange([...new Set([...chosen, row])]); setRows(null); setTyped(""); };
  return html`<div data-automation-id="multiSelectContainer"><ul role="listbox" aria-label="items selected" data-automation-id="selectedItemList">${chosen.map((row) => html`<li key=${row} className="css-pill">${row}
      <button type="button" aria-label=${`Remove ${row}`} onClick=${() => onChange(chosen.filter((one) => one !== row))}>✕</button></li>`)}</ul>
    <input ref=${input} id=${`${field.page}--${field.name}`} placeholder="Search" data-automation-id="searchBox" autoComplete="off" value=${typed} onChange=${(e) => setTyped(e.target.value)}
      onKeyDown=${(e) => { if (e.key === "Enter") { e.preventDefault(); search(); } }} onBlur=${() => setTimeout(() => setRows(null), 200)} />
    ${rows && Kit.createPortal(html`<div className="css-list" role="listbox" style=${below(input.current)} data-automation-id="activeListContainer" onMouseDown=${(e) => e.preventDefault()}>
      ${rows.length ? rows.map((row) => html`<div key=${row} role="option" data-automation-id="promptLeafNode" aria-selected=${chosen.includes(row)} onClick=${() => pick(row)}>${row}</div>`) : "No Items."}</div>`, document.body)}</div>`;
}

function Drop({ value, onChange }) {
  const input = useRef(null);
  const [state, setState] = useState("");
  const take = async (file) => { setState("Uploading"); const kept = await Double.upload(file); setState("Successfully Uploaded!"); onChange({ token: kept.token, name: kept.name }); };
  return html`<div className="css-drop" data-automation-id="file-upload-drop-zone" onDragOver=${(e) => e.preventDefault()} onDrop=${(e) => { e.preventDefault(); take(e.dataTransfer.files[0]); }}>
    ${value ? html`<div data-automation-id="file-upload-item"><span>${value.name}</span> <span>${state}</span> <button type="button" aria-label="Delete" onClick=${() => onChange(null)}>✕</button></div>`
      : html`<div>Drop files here <button type="button" data-automation-id="select-files" onClick=${() => input.current.click()}>Select files</button></div>`}
    <input ref=${input} type="file" hidden data-automation-id="file-upload-input-ref" onChange=${(e) => take(e.target.files[0])} /></div>`;
}
