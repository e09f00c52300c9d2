// Widgets of well-known React libraries, drawn as their own documentation shows them. `draw(name, props)` puts one on the page.
import React, { useState } from "react";
import { createRoot } from "react-dom/client";
import * as RadixSelect from "@radix-ui/react-select";
import * as Headless from "@headlessui/react";
import { DatePicker as AntDatePicker, Form as AntForm, Select as AntSelect } from "antd";
import Autocomplete from "@mui/material/Autocomplete";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { DatePicker as MuiDatePicker } from "@mui/x-date-pickers/DatePicker";
import { LocalizationProvider } from "@mui/x-date-pickers/LocalizationProvider";
import { AdapterDayjs } from "@mui/x-date-pickers/AdapterDayjs";
import * as Aria from "react-aria-components";
import { useDropzone } from "react-dropzone";

const held = (window.held = {});
const hold = (name) => (value) => {
  held[name] = value;
};

const Radix = ({ label, options, name = "choice", required }) => (
  <div>
    <label htmlFor={`${name}-trigger`}>{label}</label>
    <RadixSelect.Root name={name} required={required} onValueChange={hold(name)}>
      <RadixSelect.Trigger id={`${name}-trigger`}>
        <RadixSelect.Value placeholder="Pick one" />
        <RadixSelect.Icon />
      </RadixSelect.Trigger>
      <RadixSelect.Portal>
        <RadixSelect.Content position="popper">
          <RadixSelect.Viewport>
            {options.map((one) => (
              <RadixSelect.Item key={one} value={one.toLowerCase()}>
                <RadixSelect.ItemIndicator>✓</RadixSelect.ItemIndicator>
                <RadixSelect.ItemText>{one}</RadixSelect.ItemText>
              </RadixSelect.Item>
            ))}
          </RadixSelect.Viewport>
        </RadixSelect.Content>
      </RadixSelect.Portal>
    </RadixSelect.Root>
  </div>
);

function HeadlessListbox({ label, options, name = "choice", multiple }) {
  const [value, set] = useState(multiple ? [] : null);
  const shown = multiple ? value.join(", ") : value;
  return (
    <Headless.Field>
      <Headless.Label>{label}</Headless.Label>
      <Headless.Listbox name={name} value={value} multiple={multiple} onChange={(now) => { set(now); hold(name)(now); }}>
        <Headless.ListboxButton>{shown || "Pick one"}</Headless.ListboxButton>
        <Headless.ListboxOptions anchor="bottom">
          {options.map((one) => (
            <Headless.ListboxOption key={one} value={one}>{one}</Headless.ListboxOption>
          ))}
        </Headless.ListboxOptions>
      </Headless.Listbox>
    </Headless.Field>
  );
}

function HeadlessCombobox({ label, options, name = "choice" }) {
  const [value, set] = useState(null);
  const [query, ask] = useState("");
  const found = options.filter((one) => one.toLowerCase().includes(query.toLowerCase()));
  return (
    <Headless.Field>
      <Headless.Label>{label}</Headless.Label>
      <Headless.Combobox name={name} value={value} onChange={(now) => { set(now); hold(name)(now); }} onClose={() => ask("")}>
        <Headless.ComboboxInput displayValue={(one) => one ?? ""} onChange={(event) => ask(event.target.value)} />
        <Headless.ComboboxButton>▾</Headless.ComboboxButton>
        <Headless.ComboboxOptions anchor="bottom">
          {found.map((one) => (
            <Headless.ComboboxOption key={one} value={one}>{one}</Headless.ComboboxOption>
          ))}
        </Headless.ComboboxOptions>
      </Headless.Combobox>
    </Headless.Field>
  );
}

const Antd = ({ label, options, name = "choice", required, ...rest }) => (
  <AntForm layout="vertical" onValuesChange={(changed) => Object.assign(held, changed)}>
    <AntForm.Item label={label} name={name} rules={[{ required }]}>
      <AntSelect placeholder="Pick one" style={{ width: 300 }} options={options.map((one) => ({ value: one.toLowerCase(), label: one }))} {...rest} />
    </AntForm.Item>
  </AntForm>
);

const AntdDate = ({ label, name = "day", ...rest }) => (
  <AntForm layout="vertical" onValuesChange={(changed) => { held[name] = changed[name]?.format("YYYY-MM-DD") ?? null; }}>
    <AntForm.Item label={label} name={name}>
      <AntDatePicker {...rest} />
    </AntForm.Item>
  </AntForm>
);

const MuiDate = ({ label, name = "day", required, ...rest }) => (
  <LocalizationProvider dateAdapter={AdapterDayjs}>
    <MuiDatePicker label={label} name={name} slotProps={{ textField: { required } }} onChange={(day) => hold(name)(day?.isValid() ? day.format("YYYY-MM-DD") : null)} {...rest} />
  </LocalizationProvider>
);

const MuiSelect = ({ label, options, name = "choice", required }) => (
  <TextField select label={label} name={name} required={required} defaultValue="" sx={{ width: 300 }} onChange={(event) => hold(name)(event.target.value)}>
    {options.map((one) => <MenuItem key={one} value={one.toLowerCase()}>{one}</MenuItem>)}
  </TextField>
);

const MuiAutocomplete = ({ label, options, name = "choice", required, ...rest }) => (
  <Autocomplete options={options} sx={{ width: 300 }} onChange={(_, value) => hold(name)(value)} onInputChange={(_, value) => hold(`${name}_typed`)(value)} renderInput={(params) => <TextField {...params} label={label} required={required} name={name} />} {...rest} />
);

const AriaSelect = ({ label, options, name = "choice", required }) => (
  <Aria.Select name={name} isRequired={required} onSelectionChange={hold(name)} placeholder="Pick one">
    <Aria.Label>{label}</Aria.Label>
    <Aria.Button><Aria.SelectValue /><span aria-hidden="true">▼</span></Aria.Button>
    <Aria.Popover>
      <Aria.ListBox>{options.map((one) => <Aria.ListBoxItem key={one} id={one.toLowerCase()}>{one}</Aria.ListBoxItem>)}</Aria.ListBox>
    </Aria.Popover>
  </Aria.Select>
);

const AriaComboBox = ({ label, options, name = "choice", required }) => (
  <Aria.ComboBox name={name} isRequired={required} onSelectionChange={hold(name)}>
    <Aria.Label>{label}</Aria.Label>
    <div><Aria.Input /><Aria.Button>▼</Aria.Button></div>
    <Aria.Popover>
      <Aria.ListBox>{options.map((one) => <Aria.ListBoxItem key={one} id={one.toLowerCase()}>{one}</Aria.ListBoxItem>)}</Aria.ListBox>
    </Aria.Popover>
  </Aria.ComboBox>
);

const AriaDate = ({ label, name = "day", required, field }) => {
  const [Root, Inner] = field ? [Aria.DateField, null] : [Aria.DatePicker, Aria.Button];
  const input = <Aria.DateInput style={{ display: "inline-flex" }}>{(segment) => <Aria.DateSegment segment={segment} />}</Aria.DateInput>;
  return (
    <Root name={name} isRequired={required} onChange={(day) => hold(name)(day?.toString() ?? null)}>
      <Aria.Label>{label}</Aria.Label>
      {Inner ? <Aria.Group>{input}<Inner>▼</Inner></Aria.Group> : input}
      {Inner && (
        <Aria.Popover><Aria.Dialog><Aria.Calendar>
          <header><Aria.Button slot="previous">◀</Aria.Button><Aria.Heading /><Aria.Button slot="next">▶</Aria.Button></header>
          <Aria.CalendarGrid>{(date) => <Aria.CalendarCell date={date} />}</Aria.CalendarGrid>
        </Aria.Calendar></Aria.Dialog></Aria.Popover>
      )}
    </Root>
  );
};

function Dropzone({ label, name = "file", accept }) {
  const [files, set] = useState([]);
  const { getRootProps, getInputProps } = useDropzone({ accept, maxFiles: 1, onDrop: (taken) => { set(taken); hold(name)(taken.map((one) => one.name)); } });
  return (
    <section>
      <h3>{label}</h3>
      <div {...getRootProps({ style: { border: "1px dashed", padding: 20 } })}>
        <input {...getInputProps()} />
        <p>Drag 'n' drop some files here, or click to select files</p>
      </div>
      <ul>{files.map((one) => <li key={one.name}>{one.name} - {one.size} bytes</li>)}</ul>
    </section>
  );
}

const WIDGETS = {
  radix: Radix, "headless-listbox": HeadlessListbox, "headless-combobox": HeadlessCombobox, antd: Antd, "antd-date": AntdDate,
  "mui-date": MuiDate, "mui-select": MuiSelect, "mui-autocomplete": MuiAutocomplete,
  "aria-select": AriaSelect, "aria-combobox": AriaComboBox, "aria-date": AriaDate, dropzone: Dropzone,
};

window.draw = (name, props) => {
  const place = document.createElement("div");
  document.getElementById("place").append(place);
  createRoot(place).render(React.createElement(WIDGETS[name], props));
};
