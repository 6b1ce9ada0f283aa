// Leaves empty fields out of a filter form's address.

document.querySelectorAll("[data-clean-query]").forEach((form) => {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) {
      if (value === "") event.formData.delete(name);
    }
  });
});
