import React from "react";
import { createRoot } from "react-dom/client";
import { createPortal } from "react-dom";
import Select from "react-select";
import AsyncSelect from "react-select/async";
import { FixedSizeList } from "react-window";
import htm from "htm";

window.Kit = { React, createRoot, createPortal, Select, AsyncSelect, FixedSizeList, html: htm.bind(React.createElement) };
