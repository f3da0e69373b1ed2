import { defineFamily } from "./define-family.ts";

export const vicuna = defineFamily({
  name: "Vicuna",
  matches: (text) => text.includes("USER: ") && text.includes("ASSISTANT:"),
  template: String.raw`{% if messages[0]['role'] == 'system' %}
{% set loop_messages = messages[1:] %}
{% set system_message = messages[0]['content'].strip() + ' ' %}
{% else %}
{% set loop_messages = messages %}
{% set system_message = "A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, detailed, and polite answers to the user's questions. " %}
{% endif %}
{{ bos_token + system_message }}
{% for message in loop_messages %}
{% if message['role'] == 'user' %}
{{ 'USER: ' + message['content'].strip() + ' ' }}
{% elif message['role'] == 'assistant' %}
{{ 'ASSISTANT: ' + message['content'].strip() + eos_token }}
{% endif %}
{% endfor %}
{% if add_generation_prompt %}
{{ 'ASSISTANT:' }}
{% endif %}`,
});
