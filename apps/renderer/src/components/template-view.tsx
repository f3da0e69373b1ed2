import type { ModelTemplate } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TemplateLine, TemplatePiece } from "../format/template-lines.ts";
import { visible } from "../format/text.ts";
import css from "./template-view.module.css";

/** Lines drawn at first; the rest on request. Published templates have up to 700, a hostile one 65,000. */
const FIRST_LINES = 800;

type DiffLine = NonNullable<ModelTemplate["diff"]>[number];

/** A template's text with line numbers: what cannot be seen is a box with its code point, what was noticed is marked. */
export function TemplateText({
  lines,
  marks,
  id,
}: {
  lines: readonly TemplateLine[];
  marks: ModelTemplate["marks"];
  /** Marks can be reached as `id-number`. */
  id: string;
}) {
  const { t } = useTranslation();
  // A marked place must be there to be led to.
  const [all, setAll] = useState(() =>
    lines.slice(FIRST_LINES).some(({ pieces }) => pieces.some((piece) => piece.marks.length > 0)),
  );
  const shown = all ? lines : lines.slice(0, FIRST_LINES);
  const first = firstPieces(lines);
  return (
    <>
      <div className={css.scroll} tabIndex={0} role="group" aria-label={t("model.templateText")}>
        {shown.map((line) => (
          <Line key={line.number} number={line.number}>
            {line.pieces.map((piece, index) => (
              <Piece key={index} piece={piece} marks={marks} id={id} starts={first.get(piece) ?? null} />
            ))}
          </Line>
        ))}
      </div>
      {shown.length < lines.length && (
        <div>
          <Button
            onClick={() => {
              setAll(true);
            }}
          >
            {t("model.templateAllLines", { count: lines.length })}
          </Button>
        </div>
      )}
    </>
  );
}

/** The piece at which each mark begins: it carries the mark's name. */
function firstPieces(lines: readonly TemplateLine[]): ReadonlyMap<TemplatePiece, readonly number[]> {
  const seen = new Set<number>();
  const first = new Map<TemplatePiece, readonly number[]>();
  for (const { pieces } of lines) {
    for (const piece of pieces) {
      const begins = piece.marks.filter((mark) => !seen.has(mark));
      begins.forEach((mark) => seen.add(mark));
      if (begins.length > 0) first.set(piece, begins);
    }
  }
  return first;
}

function Line({ number, children, kind }: { number?: number; children: ReactNode; kind?: DiffLine["kind"] }) {
  return (
    <div className={[css.line, kind !== undefined && css[kind]].filter(Boolean).join(" ")}>
      <span className={css.number} aria-hidden>
        {number ?? (kind === "added" ? "+" : kind === "removed" ? "−" : "")}
      </span>
      <span className={css.text} dir="ltr">
        {children}
      </span>
    </div>
  );
}

function Piece({
  piece,
  marks,
  id,
  starts,
}: {
  piece: TemplatePiece;
  marks: ModelTemplate["marks"];
  id: string;
  starts: readonly number[] | null;
}) {
  const { t } = useTranslation();
  const { hidden, text } = piece;
  const inner =
    hidden === null ? (
      text
    ) : (
      <span
        className={hidden.turns ? css.turns : css.hidden}
        title={hidden.turns ? t("model.templateTurns") : t("model.templateHidden")}
      >
        {`U+${hidden.code}${hidden.count > 1 ? ` ×${String(hidden.count)}` : ""}`}
      </span>
    );
  if (piece.marks.length === 0) return <bdi dir="ltr">{inner}</bdi>;
  const note = piece.marks.map((mark) => visible(marks[mark]?.note ?? "")).join("\n");
  return (
    <mark className={css.mark} title={note}>
      {starts?.map((mark) => (
        <span
          key={mark}
          id={`${id}-${String(mark)}`}
          tabIndex={-1}
          className={css.anchor}
          aria-label={visible(marks[mark]?.note ?? "")}
          role="note"
        />
      ))}
      <bdi dir="ltr">{inner}</bdi>
    </mark>
  );
}

/** What the template has more (+) or less (−) than the known one. Blanks and quotes do not count. */
export function TemplateDiff({ lines, family }: { lines: readonly DiffLine[]; family: string }) {
  const { t } = useTranslation();
  const added = lines.filter(({ kind }) => kind === "added").length;
  const removed = lines.filter(({ kind }) => kind === "removed").length;
  return (
    <>
      <p className="muted">
        {added + removed === 0
          ? t("model.templateSame")
          : t("model.templateDiffers", { family, added, removed })}
      </p>
      <div className={css.scroll} tabIndex={0} role="group" aria-label={t("model.templateDiffLabel")}>
        {lines.map(({ kind, text }, index) => (
          <Line key={index} kind={kind}>
            {kind !== "same" && (
              <span className="visually-hidden">
                {t(kind === "added" ? "model.templateAdded" : "model.templateRemoved")}{" "}
              </span>
            )}
            <bdi dir="ltr">{visible(text)}</bdi>
          </Line>
        ))}
      </div>
    </>
  );
}
