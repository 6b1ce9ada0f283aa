// On a question's page: j and k walk the list, u goes back to it, o opens or closes the answer.

import { onKey } from "./keys.js";

onKey((key) => {
  const link = /^[a-z]$/.test(key) && document.querySelector(`[data-key="${key}"]`);
  if (!link) return false;
  link.click();
  return true;
});
