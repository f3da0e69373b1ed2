import {
  REPORTED_CLASSES,
  type IncidentClass,
  type PanicLevel,
  type PanicTriggers,
} from "@casemate/contract";
import { Button, Checkbox, Modal, NumberInput, Radio, Stack } from "@mantine/core";
import { useRef, useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../actions/actions.ts";
import { consoleChannel, sendPassphrase } from "../actions/secret.ts";
import { SecretField } from "../components/secret-field.tsx";
import { call } from "../state/connection.ts";
import { useSlice } from "../state/console-store.ts";
import { PanicError } from "./panic-error.tsx";
import css from "./panic.module.css";

const LEVELS: readonly PanicLevel[] = [1, 2, 3];
/** As the contract takes it: fewer would be set off by a bad day at the keyboard. */
const [MIN_COUNT, MAX_COUNT] = [5, 100];
const SUGGESTED_COUNT = 10;

interface Choice {
  readonly level: PanicLevel;
  readonly count: number | string;
  readonly classes: readonly IncidentClass[];
}

/** Arms or disarms one trigger. The other one stays as it is. */
export function TriggerDialog({ which, onClose }: { which: keyof PanicTriggers; onClose: () => void }) {
  const { t } = useTranslation();
  const { armed } = useSlice("panic");
  const field = useRef<HTMLInputElement>(null);
  const [choice, setChoice] = useState<Choice>({
    level: armed[which]?.level ?? 1,
    count: armed.failedUnlocks?.count ?? SUGGESTED_COUNT,
    classes: armed.incidents?.classes ?? [],
  });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const wanted = changed(which, armed, choice);
  const send = async (next: PanicTriggers): Promise<void> => {
    if (!field.current || busy) return;
    setBusy(true);
    setError(null);
    try {
      const secretId = await sendPassphrase(field.current, "approve", consoleChannel);
      const now = await call("panic.arm", { secretId, armed: next });
      say(t(now[which] === null ? "panic.arm.savedOff" : "panic.arm.saved"));
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(which === "incidents" ? "panic.arm.dialogIncidents" : "panic.arm.dialogFailures")}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <form
        className={css.form}
        onSubmit={(event: SyntheticEvent) => {
          event.preventDefault();
          if (wanted !== null) void send(wanted);
        }}
      >
        <p className={css.consequence}>{t(`panic.levels.consequence.${choice.level}`)}</p>
        {error !== null && <PanicError failure={error} />}
        {which === "failedUnlocks" ? (
          <CountField choice={choice} onChange={setChoice} disabled={busy} />
        ) : (
          <KindsField choice={choice} onChange={setChoice} disabled={busy} />
        )}
        <LevelField choice={choice} onChange={setChoice} disabled={busy} />
        <SecretField
          short
          label={t("panic.arm.present")}
          field={field}
          autoComplete="current-password"
          disabled={busy}
          note={busy ? <p>{t("vault.ways.working")}</p> : undefined}
        />
        <div className={css.buttons}>
          {armed[which] !== null && (
            <Button disabled={busy} onClick={() => void send({ ...armed, [which]: null })}>
              {t("panic.arm.disarm")}
            </Button>
          )}
          <Button type="submit" color="danger" variant="outline" disabled={busy || wanted === null}>
            {t("panic.arm.save")}
          </Button>
          <Button variant="filled" onClick={onClose} disabled={busy} data-autofocus>
            {t("action.cancel")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** What would be armed; null while the choice is not whole. */
function changed(
  which: keyof PanicTriggers,
  armed: PanicTriggers,
  { level, count, classes }: Choice,
): PanicTriggers | null {
  if (which === "incidents")
    return classes.length === 0 ? null : { ...armed, incidents: { classes: [...classes], level } };
  const valid =
    typeof count === "number" && Number.isInteger(count) && count >= MIN_COUNT && count <= MAX_COUNT;
  return valid ? { ...armed, failedUnlocks: { count, level } } : null;
}

interface FieldProps {
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
  readonly disabled: boolean;
}

function CountField({ choice, onChange, disabled }: FieldProps) {
  const { t } = useTranslation();
  return (
    <NumberInput
      label={t("panic.arm.count")}
      description={`${t("panic.arm.countBounds")} ${t("panic.arm.failuresWarn")}`}
      value={choice.count}
      onChange={(count) => {
        onChange({ ...choice, count });
      }}
      min={MIN_COUNT}
      max={MAX_COUNT}
      clampBehavior="none"
      allowDecimal={false}
      disabled={disabled}
    />
  );
}

function KindsField({ choice, onChange, disabled }: FieldProps) {
  const { t } = useTranslation();
  return (
    <Checkbox.Group
      label={t("panic.arm.kinds")}
      description={choice.classes.length === 0 ? t("panic.arm.kindsNone") : undefined}
      value={[...choice.classes]}
      onChange={(chosen) => {
        onChange({ ...choice, classes: REPORTED_CLASSES.filter((name) => chosen.includes(name)) });
      }}
    >
      <Stack gap="xs" mt="xs">
        {REPORTED_CLASSES.map((name) => (
          <Checkbox key={name} value={name} disabled={disabled} label={t(`panic.incidentKind.${name}`)} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

function LevelField({ choice, onChange, disabled }: FieldProps) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      label={t("panic.arm.what")}
      value={String(choice.level)}
      onChange={(value) => {
        onChange({ ...choice, level: LEVELS.find((one) => String(one) === value) ?? 1 });
      }}
    >
      <Stack gap="xs" mt="xs">
        {LEVELS.map((one) => (
          <Radio
            key={one}
            value={String(one)}
            disabled={disabled}
            label={`${t("panic.level", { level: one })}: ${t(`panic.levels.name.${one}`)}`}
            description={one === 2 ? t("panic.arm.needsWords") : undefined}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
