// Widgets of well-known libraries without React.
import "./plain-widgets.css";
import "./jquery.js";
import "jquery-ui/ui/version.js";
import "jquery-ui/ui/keycode.js";
import "jquery-ui/ui/widget.js";
import "jquery-ui/ui/widgets/mouse.js";
import "jquery-ui/ui/widgets/slider.js";
import "chosen-js";
import Selectize from "@selectize/selectize";
import Quill from "quill";
import { Editor } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";
import { Dropzone } from "dropzone";
import Uppy from "@uppy/core";
import Dashboard from "@uppy/dashboard";

Object.assign(window, { Selectize, Quill, Tiptap: { Editor, StarterKit }, Dropzone, Uppy: { Uppy, Dashboard } });
