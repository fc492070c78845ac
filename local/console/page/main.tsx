import { render } from "preact";

import { App } from "./app";
import "./page.css";
import { connect } from "./store";

connect();
render(<App />, document.getElementById("page")!);
