import { defineFamily } from "./define-family.ts";

export const alpaca = defineFamily({
  name: "Alpaca",
  matches: (text) => text.includes("### Instruction:"),
  template: String.raw`{% if messages[0]['role'] == 'system' %}
{% set loop_messages = messages[1:] %}
{{ messages[0]['content'].strip() + '\n\n' }}
{% else %}
{% set loop_messages = messages %}
{{ 'Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n' }}
{% endif %}
{% for message in loop_messages %}
{% if message['role'] == 'user' %}
{{ '### Instruction:\n' + message['content'].strip() + '\n\n' }}
{% elif message['role'] == 'assistant' %}
{{ '### Response:\n' + message['content'].strip() + eos_token + '\n\n' }}
{% endif %}
{% endfor %}
{% if add_generation_prompt %}
{{ '### Response:\n' }}
{% endif %}`,
});
