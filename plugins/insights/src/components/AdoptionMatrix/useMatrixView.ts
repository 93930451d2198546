import { useSearchParams } from 'react-router-dom';

/** How the matrix is looked at, kept in the URL: what it is sorted by, and which departments are folded. */
export function useMatrixView() {
  const [search, setSearch] = useSearchParams();
  const folded = search.getAll('folded');
  const change = (edit: (next: URLSearchParams) => void) => {
    const next = new URLSearchParams(search);
    edit(next);
    setSearch(next, { replace: true });
  };
  return {
    sortBy: search.get('sort') ?? undefined,
    sort: (offering: string | undefined) =>
      change(next => {
        if (offering === undefined) next.delete('sort');
        else next.set('sort', offering);
      }),
    isFolded: (department: string) => folded.includes(department),
    toggle: (department: string) =>
      change(next => {
        next.delete('folded');
        const others = folded.filter(name => name !== department);
        const names = folded.includes(department)
          ? others
          : [...others, department];
        for (const name of names) next.append('folded', name);
      }),
  };
}
