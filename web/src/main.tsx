import "./ui/index.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { prefetch } from "./api/queries";
import { App } from "./app/App";
import { takeFromAddress } from "./features/people/signingIn";
import { registerOffline } from "./offline/register";
import { currentParam, navigate, redirectOf } from "./app/router";

const moved = redirectOf(location.pathname);
if (moved) navigate(moved + location.search, "replace");

void takeFromAddress().then(() => {
  prefetch(currentParam("experiment"));
  const root = document.getElementById("root");
  if (root)
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    );
  registerOffline();
});
