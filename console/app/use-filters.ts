import { useSearchParams } from 'react-router';

/** What a list is narrowed to, which stands in the page's address, and what changes it: no value takes a filter away. */
export function useFilters(): readonly [URLSearchParams, (name: string, value: string | undefined) => void] {
  const [parameters, setParameters] = useSearchParams();
  const choose = (name: string, value: string | undefined): void => {
    const next = new URLSearchParams(parameters);
    if (value) next.set(name, value);
    else next.delete(name);
    setParameters(next);
  };
  return [parameters, choose];
}
