// Panels of UI5 elements. Values are read from the elements when the application is sent, as their events have left them.
(() => {
  const { fields } = Double.config;
  const root = document.querySelector("[data-root]");
  const controls = new Map();
  const tokens = {};

  function element(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== false && value !== undefined) node.setAttribute(name, value === true ? "" : value);
    node.append(...children);
    return node;
  }

  function control(field) {
    const common = { id: `sf_${field.name}`, name: field.name, required: field.required, placeholder: field.placeholder || undefined };
    if (field.kind === "file") {
      const uploader = element("ui5-file-uploader", { ...common, accept: ".pdf,.doc,.docx,.txt" }, element("ui5-button", {}, "Upload a Resume"));
      uploader.addEventListener("change", async (event) => {
        const [file] = event.detail.files;
        if (file) tokens[field.name] = (await Double.upload(file)).token;
      });
      return uploader;
    }
    if (field.kind === "consent") return element("ui5-checkbox", { ...common, text: field.label });
    if (field.kind === "choice" && field.options.length > 10) {
      return element("ui5-combobox", { ...common, filter: "Contains" }, ...field.options.map((option) => element("ui5-cb-item", { text: option })));
    }
    if (field.kind === "choice") {
      return element("ui5-select", common, element("ui5-option", { value: "" }, "No Selection"), ...field.options.map((option) => element("ui5-option", { value: option }, option)));
    }
    if (field.kind === "date") return element("ui5-date-picker", { ...common, "format-pattern": "MM/dd/yyyy" });
    return element(field.kind === "textarea" ? "ui5-textarea" : "ui5-input", { ...common, type: field.kind === "email" ? "Email" : undefined });
  }

  function value(field) {
    const node = controls.get(field.name);
    if (field.kind === "file") return tokens[field.name] || "";
    if (field.kind === "consent") return node.checked ? "1" : "";
    if (node.tagName === "UI5-SELECT") return node.selectedOption ? node.selectedOption.value : "";
    return node.value || "";
  }

  for (const name of [...new Set(fields.map((field) => field.section))]) {
    const section = element("section", { "aria-label": name }, element("h2", {}, name));
    for (const field of fields.filter((one) => one.section === name)) {
      const node = control(field);
      controls.set(field.name, node);
      const label = element("ui5-label", { for: node.id, required: field.required, "show-colon": true }, field.label);
      if (field.kind !== "consent") node.setAttribute("accessible-name", field.label);
      section.append(element("div", {}, ...(field.kind === "consent" ? [] : [label]), node, element("div", { class: "bad", role: "alert", "data-for": field.name })));
    }
    root.append(section);
  }
  const note = element("p", { class: "bad", role: "alert" });
  const button = element("ui5-button", { design: "Emphasized" }, "Apply");
  root.append(note, button);
  button.addEventListener("click", async () => {
    const values = Object.fromEntries(fields.map((field) => [field.name, value(field)]).filter(([, text]) => text));
    const answer = await Double.send(values);
    if (answer.redirect) return;
    for (const field of fields) {
      root.querySelector(`[data-for="${CSS.escape(field.name)}"]`).textContent = answer.errors[field.name] || "";
      controls.get(field.name).setAttribute("value-state", answer.errors[field.name] ? "Negative" : "None");
    }
    note.textContent = answer.message || "";
  });
})();
