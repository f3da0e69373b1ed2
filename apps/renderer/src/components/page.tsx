import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "./page.module.css";

interface PageProps {
  readonly title: string;
  /** How things stand, in one sentence. */
  readonly lead: ReactNode;
  /** What to do, in one sentence; often: nothing. */
  readonly todo?: ReactNode;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}

/** The frame of every page: its first line says how things stand, the second what to do. */
export function Page({ title, lead, todo, action, children }: PageProps) {
  useTitle(title);
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div className={css.words}>
          <h1>{title}</h1>
          <p className={css.lead}>{lead}</p>
          {todo !== undefined && <p className={css.todo}>{todo}</p>}
        </div>
        {action !== undefined && <div className={css.action}>{action}</div>}
      </header>
      {children}
    </div>
  );
}

/** Names the browser tab after the page. */
export function useTitle(title: string): void {
  const { t } = useTranslation();
  const name = t("app.name");
  useEffect(() => {
    document.title = title === name ? name : `${title} · ${name}`;
  }, [title, name]);
}

interface SectionProps {
  readonly title: ReactNode;
  readonly id?: string;
  readonly aside?: ReactNode;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, id, aside, note, children }: SectionProps) {
  return (
    <section className={css.section} id={id} aria-label={typeof title === "string" ? title : undefined}>
      <div className={css.sectionHead}>
        <h2>{title}</h2>
        {aside !== undefined && <div className={css.aside}>{aside}</div>}
      </div>
      {note !== undefined && <p className={css.note}>{note}</p>}
      {children}
    </section>
  );
}

/** A bordered surface. `flush` when it holds rows that reach its edges. */
export function Card({ children, flush = false }: { children: ReactNode; flush?: boolean }) {
  return <div className={flush ? css.flush : css.card}>{children}</div>;
}

/** Label and value pairs. */
export function Facts({ items }: { items: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <dl className={css.facts}>
      {items.map(([label, value]) => (
        <div key={label} className={css.fact}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What will be here, and how to begin. */
export function Empty({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <div className={css.empty}>
      {title !== undefined && <p className={css.emptyTitle}>{title}</p>}
      <p>{children}</p>
    </div>
  );
}
