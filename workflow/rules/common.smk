"""The configuration, and which source files a result depends on."""

import hashlib
import json
import os
import sys
from functools import cache
from pathlib import Path

import grimp

from descent_atlas import registry
from descent_atlas.config import ConfigError, read_yaml, validate
from descent_atlas.everywhere import is_mapped
from descent_atlas.grid import for_problem
from descent_atlas.picks import spread
from descent_atlas.stages.describe import title

# glibc otherwise hands freed memory back and faults it in again for every large temporary array,
# which doubles the time of some shards. It changes no number, and other systems ignore it.
for variable in ("MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "MALLOC_MMAP_THRESHOLD_"):
    os.environ.setdefault(variable, str(256 * 2**20))

# One thread for each job: the sums of linear algebra then run in one order, on any machine.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

LOCKS = ["workflow/envs/requirements.txt", "workflow/envs/package-lock.json"]
"""A change of any library may change any number, so every result depends on the lock."""

CONFIG_FILES = [os.path.relpath(path) for path in workflow.configfiles]


def checked(raw):
    """The validated configuration as plain values; a mistake ends the run with one sentence."""
    try:
        for path in CONFIG_FILES:
            read_yaml(path)
        return validate(raw, " + ".join(CONFIG_FILES)).model_dump(exclude_none=True)
    except ConfigError as error:
        sys.exit(f"Error: {error}")


CONFIG = checked(config)
OTHER_CONFIG = "".join(
    f" --configfile {path}" for path in CONFIG_FILES if path != "config/config.yaml"
)
PROBLEMS = CONFIG["problems"]
OPTIMIZERS = CONFIG["optimizers"]
VARIANTS = sorted(CONFIG["variants"])
problem, optimizer = cache(registry.build_problem), cache(registry.build_optimizer)
BUILT = {name: problem(name) for name in PROBLEMS}
PLANAR_PROBLEMS = [name for name in PROBLEMS if BUILT[name].dimension == 2]
# So many planes on the page of an optimizer, some of each kind.
MOST_PLANES = 12


def first_tag(name):
    """What a problem is first of all."""
    return BUILT[name].tags[0] if BUILT[name].tags else ""


def by_first_tag(names):
    """These problems by what they are first of all."""
    tags = sorted(set(map(first_tag, names)))
    return {tag: [name for name in names if first_tag(name) == tag] for tag in tags}


SHOWN_PLANES = spread(by_first_tag(PLANAR_PROBLEMS), MOST_PLANES)
BASIN_PROBLEMS = [name for name in PROBLEMS if is_mapped(BUILT[name], VARIANTS)]


@cache
def variants_of(name):
    """The variants in which an optimizer is run."""
    return ["full_batch"] if optimizer(name).full_batch_only else VARIANTS


@cache
def import_graph():
    return grimp.build_graph("descent_atlas", cache_dir=None)


def module_file(module):
    """The file of a module, as a path from here."""
    path = Path("src", *module.split("."))
    return str(path / "__init__.py" if path.is_dir() else path.with_suffix(".py"))


@cache
def sources(*modules):
    """A digest of the files that these modules import, directly or not, of their own, and of the lock.

    A parameter, since Snakemake makes a rule anew when one changes. As inputs the same files, some sixty for
    each of thousands of jobs, cost its scheduler more than many a job takes.
    """
    graph = import_graph()
    needed = {"descent_atlas.__main__", *modules}
    for module in modules:
        needed |= graph.find_upstream_modules(module)
    packages = {
        ".".join(module.split(".")[:n])
        for module in needed
        for n in range(1, module.count(".") + 1)
    }
    digest = hashlib.sha256()
    for path in sorted(module_file(module) for module in needed | packages) + LOCKS[:1]:
        digest.update(path.encode())
        digest.update(content(path))
    return digest.hexdigest()


@cache
def content(path):
    """The SHA-256 of a file."""
    return hashlib.sha256(Path(path).read_bytes()).digest()


def submodules(package):
    """The modules of a package whose contents are discovered."""
    return sorted(import_graph().find_children(package))


def settings(*keys):
    """These parts of the configuration, as they are for a rule's problem, as JSON.

    The same bytes whatever their order in the YAML.
    """

    def of_problem(wildcards):
        here = for_problem(CONFIG, wildcards.problem)
        return json.dumps({key: here[key] for key in keys}, sort_keys=True)

    return of_problem


def any_of(names):
    """The names as the shell expands them: one pattern instead of a thousand paths."""
    return names[0] if len(names) == 1 else f"{{{','.join(names)}}}"


@cache
def problem_sources(name):
    """The file of a problem, and of its data set if it has one."""
    return f"descent_atlas.problems.{registry.problem_file(name)}"


dataset_of = cache(registry.problem_dataset)


def data_file(wildcards):
    """The data set of a problem, as a list with one file or none."""
    dataset = dataset_of(wildcards.problem)
    return [f"results/data/{dataset}.npz"] if dataset else []


def data_option(wildcards, input):
    """The option that hands the data set to a stage."""
    return f"--data {input.data}" if input.data else ""


def tables(*names):
    """Tables among the results."""
    return [f"results/tables/{name}.csv" for name in names]


def arrays(*names):
    """Arrays that experiments leave for figures."""
    return [f"results/experiments/{name}.npz" for name in names]


def figure_sources(kind):
    """The sources of a kind of figure that is drawn by itself."""
    return sources("descent_atlas.stages.draw", f"descent_atlas.figures.{kind}")


def series_sources(kind):
    """The sources of a kind of figure that is drawn for each of many."""
    return sources("descent_atlas.stages.draw_series", f"descent_atlas.figures.{kind}")


def titles(problems=(), optimizers=()):
    """The titles that a figure shows, as JSON: of these problems, and of these optimizers.

    The problems that are unbounded below, with no minimum in the domain that a run could settle at,
    come once more by themselves: no mean contains them.
    From the registry and not from the catalogue, so that a figure depends on no more than it shows.
    """
    shown = {
        "problem": {name: title(name, problem(name)) for name in problems},
        "optimizer": {name: optimizer(name).title for name in optimizers},
        "unbounded": {
            name: title(name, problem(name)) for name in problems if not problem(name).solvable
        },
    }
    return json.dumps(shown, sort_keys=True, ensure_ascii=False)


def series(each, each_variant, only):
    """Each series by its name: its kind, what it is made from, and its figures, with what each is restricted to.

    ``each`` and ``each_variant`` have the kind and the data by what a figure's name ends with; ``only``
    says of which subject alone there are some.
    """
    found = {}
    for subject, names in {"problem": PROBLEMS, "optimizer": OPTIMIZERS}.items():
        for what, (kind, data) in each.items():
            if only.get(what, subject) == subject:
                figures = {f"{subject}_{name}_{what}": {subject: name} for name in names}
                found[f"{subject}_{what}"] = (kind, data, figures)
        for what, (kind, data) in each_variant.items():
            for variant in VARIANTS if only.get(what, subject) == subject else ():
                found[f"{subject}_{what}_{variant}"] = (
                    kind,
                    data,
                    {
                        f"{subject}_{name}_{what}_{variant}": {subject: name, "variant": variant}
                        for name in names
                        if subject == "problem" or variant in variants_of(name)
                    },
                )
    return {name: one for name, one in found.items() if one[-1]}


def made_by(rule, *keys, series=False):
    """How a figure of this rule is made, as JSON; ``keys`` of the configuration decide what it shows.

    In a series each figure's own file is still to be added to the command.
    """

    def describe(wildcards, input, output):
        command = f"snakemake --cores all{OTHER_CONFIG}"
        record = {
            "rule": rule,
            "inputs": list(input),
            "config_keys": list(keys),
            "command": command if series else f"{command} {output.json}",
        }
        return json.dumps(record, sort_keys=True)

    return describe
