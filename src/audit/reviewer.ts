import { useState } from 'preact/hooks';

const KEY = 'audit-reviewer';

/** The name that this device's reviewer goes by; written beside what they say of a row. */
export function useReviewer(): readonly [string, (name: string) => void] {
  const [name, setName] = useState(() => localStorage.getItem(KEY) ?? '');
  return [
    name,
    (next) => {
      localStorage.setItem(KEY, next);
      setName(next);
    },
  ];
}
