import { defineFamily } from "./define-family.ts";

export const zephyr = defineFamily({
  name: "Zephyr",
  matches: (text) => text.includes("<|user|>") && text.includes("eos_token") && !text.includes("<|end|>"),
  template: String.raw`{% for message in messages %}
{% if message['role'] == 'user' %}
{{ '<|user|>\n' + message['content'] + eos_token }}
{% elif message['role'] == 'system' %}
{{ '<|system|>\n' + message['content'] + eos_token }}
{% elif message['role'] == 'assistant' %}
{{ '<|assistant|>\n' + message['content'] + eos_token }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '<|assistant|>' }}
{% endif %}
{% endfor %}`,
});
