import { defineFamily } from "./define-family.ts";

export const llama3 = defineFamily({
  name: "Llama 3",
  matches: (text) => text.includes("<|start_header_id|>"),
  template: String.raw`{% set loop_messages = messages %}
{% for message in loop_messages %}
{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' + message['content'] | trim + '<|eot_id|>' %}
{% if loop.index0 == 0 %}
{% set content = bos_token + content %}
{% endif %}
{{ content }}
{% endfor %}
{% if add_generation_prompt %}
{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}
{% endif %}`,
});
