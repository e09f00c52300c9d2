// The code that was sent by mail: eight boxes of one character that pass the focus on, and take a pasted code as a whole.
class SecurityCode {
  static LENGTH = 8;

  constructor(form, config) {
    Object.assign(this, { form, config, boxes: [], group: null, note: null });
  }

  get value() {
    return this.boxes.map((box) => box.value).join("");
  }

  // Without boxes there is nothing to wait for.
  get ready() {
    return this.value.length === this.boxes.length;
  }

  owns(control) {
    return this.boxes.includes(control);
  }

  ask({ sent_to: address, wrong }) {
    for (const old of this.form.querySelectorAll("[id$='-error'], [role=alert]")) if (old !== this.note) old.remove();
    if (!this.group) this.build(address);
    for (const box of this.boxes) {
      box.value = "";
      box.setAttribute("aria-invalid", String(wrong));
    }
    this.note.textContent = wrong ? "Incorrect security code. Please try again." : "";
    this.boxes[0].focus();
    this.changed();
  }

  build(address) {
    const { classes, code } = this.config;
    const make = (tag, set, ...children) => {
      const node = Object.assign(document.createElement(tag), set);
      node.append(...children);
      return node;
    };
    const about = `${code.box}-description`;
    this.boxes = Array.from({ length: SecurityCode.LENGTH }, (_, n) => {
      const box = make("input", { id: `${code.box}-${n}`, type: "text", maxLength: 1, autocomplete: "off", autocapitalize: "none", spellcheck: false });
      box.setAttribute("aria-label", `Security code character ${n + 1}`);
      box.setAttribute("aria-describedby", about);
      box.setAttribute("aria-required", "true");
      box.addEventListener("input", () => this.typed(n));
      box.addEventListener("keydown", (event) => this.pressed(event, n));
      box.addEventListener("paste", (event) => this.pasted(event, n));
      return box;
    });
    this.note = make("p", { className: classes["helper-text--error"], id: `${code.box}-note` });
    this.note.setAttribute("role", "alert");
    const again = make("button", { type: "button", className: classes["btn"], textContent: "Resend code" });
    again.addEventListener("click", () => this.resend(again));
    this.group = make("fieldset", { id: code.box, className: classes["email-verification"] },
      make("legend", { textContent: "Security code" }),
      make("p", { id: about, textContent: `A verification code was sent to ${address}. To confirm that you are human, enter the 8-character code and submit again.` }),
      make("div", { className: classes["email-verification__wrapper"] }, ...this.boxes), this.note, again);
    this.form.querySelector("button[type=submit]").parentElement.before(this.group);
  }

  typed(n) {
    const box = this.boxes[n];
    if (/\s/.test(box.value)) box.value = "";
    if (box.value && this.boxes[n + 1]) this.boxes[n + 1].focus();
    this.changed();
  }

  pressed(event, n) {
    const to = { Backspace: this.boxes[n].value ? null : n - 1, ArrowLeft: n - 1, ArrowRight: n + 1 }[event.key];
    if (to === null || to === undefined || !this.boxes[to]) return;
    event.preventDefault();
    if (event.key === "Backspace") this.boxes[to].value = "";
    this.boxes[to].focus();
    this.changed();
  }

  pasted(event, n) {
    event.preventDefault();
    const text = event.clipboardData.getData("text").replace(/\s/g, "").slice(0, this.boxes.length - n);
    [...text].forEach((char, at) => { this.boxes[n + at].value = char; });
    this.boxes[Math.min(n + text.length, this.boxes.length - 1)].focus();
    this.changed();
  }

  changed() {
    this.form.querySelector("button[type=submit]").disabled = !this.ready;
  }

  async resend(button) {
    const body = new FormData();
    body.append("email", document.getElementById(this.config.email).value);
    button.disabled = true;
    const answer = await fetch(this.config.code.again, { method: "POST", body });
    this.ask({ wrong: false });
    this.note.textContent = (await answer.json()).message;
    button.disabled = false;
  }
}
