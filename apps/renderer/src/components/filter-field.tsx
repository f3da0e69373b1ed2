import { NativeSelect, TextInput } from "@mantine/core";
import { Search } from "lucide-react";

/** Narrows a list. "/" goes to it, Esc empties it. */
export function FilterField({
  label,
  placeholder,
  value,
  onChange,
  width = 260,
}: {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  width?: number | string;
}) {
  return (
    <TextInput
      aria-label={label}
      placeholder={placeholder}
      value={value}
      data-filter
      w={width}
      leftSection={<Search aria-hidden className="icon" />}
      rightSection={value === "" ? <kbd>/</kbd> : null}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || value === "") return;
        event.stopPropagation();
        onChange("");
      }}
    />
  );
}

export function SortSelect({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
}) {
  return (
    <NativeSelect
      aria-label={label}
      value={value}
      data={options.map(([id, text]) => ({ value: id, label: text }))}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}
