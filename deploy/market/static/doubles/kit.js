// What every double's script needs: its form's description, and the ways to its server.
const Double = {
  config: JSON.parse(document.querySelector("script[data-form]").textContent),

  async places(typed) {
    const answer = await fetch(`/_places?q=${encodeURIComponent(typed)}`);
    return answer.json();
  },

  async upload(file) {
    const body = new FormData();
    body.append("file", file, file.name);
    const answer = await fetch(`${this.config.base}/files`, { method: "POST", body });
    return answer.json();
  },

  async draft() {
    return (await fetch(`${this.config.base}/draft`)).json();
  },

  keepDraft(values) {
    return fetch(`${this.config.base}/draft`, { method: "PUT", body: JSON.stringify(values) });
  },

  // `values`: name → text, list of texts, or File. Moves on when accepted, else gives { errors, message }.
  async send(values) {
    const body = new FormData();
    for (const [name, value] of Object.entries(values)) {
      for (const part of Array.isArray(value) ? value : [value]) {
        if (part instanceof File) body.append(name, part, part.name);
        else if (part !== null && part !== undefined) body.append(name, part);
      }
    }
    try {
      const answer = await (await fetch(this.config.submit, { method: "POST", body })).json();
      if (answer.redirect) window.location.assign(answer.redirect);
      return { errors: {}, ...answer };
    } catch {
      return { errors: {}, message: "The connection failed. Please try again." };
    }
  },

  asked(field, values) {
    return !field.when || field.when.answers.includes(values[field.when.name] || "");
  },
};
