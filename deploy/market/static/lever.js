// Shows the name of the attached file in place of the button's text.
for (const input of document.querySelectorAll("input[type=file]")) {
  const show = () => {
    const button = input.parentElement;
    const name = input.files.length ? input.files[0].name : "";
    button.querySelector("[data-filename]").textContent = name;
    button.querySelector("[data-prompt]").hidden = Boolean(name);
  };
  input.addEventListener("change", show);
  show(); // a file may have been attached before this script had come
}
